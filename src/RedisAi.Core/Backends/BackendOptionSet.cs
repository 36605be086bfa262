using System.Text.Json;

namespace RedisAi.Backends;

/// <summary>The settings of backends within the options of a model or script: objects, or what a storage has kept of them until a backend asks.</summary>
/// <remarks>Which types there are only backends know, so what was kept becomes an object when its backend names the type.</remarks>
internal sealed class BackendOptionSet
{
    private readonly Dictionary<Type, object> _options = [];

    /// <summary>By <see cref="IDurableOptions.DurableName"/>; not changed once written.</summary>
    private readonly Dictionary<string, JsonElement> _kept = [];

    public bool IsEmpty => _options.Count == 0 && _kept.Count == 0;

    /// <summary>What cannot be kept; null when everything can.</summary>
    public Type? Undurable => _options.Values.FirstOrDefault(static options => options is not IDurableOptions)?.GetType();

    public TOptions Get<TOptions>()
        where TOptions : class, ICloneable, new()
    {
        if (!_options.TryGetValue(typeof(TOptions), out object? options))
        {
            _options[typeof(TOptions)] = options = Make<TOptions>();
        }

        return (TOptions)options;
    }

    public void CopyTo(BackendOptionSet copy)
    {
        foreach ((Type type, object options) in _options)
        {
            copy._options[type] = ((ICloneable)options).Clone();
        }

        foreach ((string name, JsonElement kept) in _kept)
        {
            copy._kept[name] = kept;
        }
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        HashSet<string> written = [];
        foreach (IDurableOptions options in _options.Values.OfType<IDurableOptions>())
        {
            written.Add(options.DurableName);
            json.WriteStartObject(options.DurableName);
            options.WriteTo(json);
            json.WriteEndObject();
        }

        foreach ((string name, JsonElement kept) in _kept.Where(kept => !written.Contains(kept.Key)))
        {
            json.WritePropertyName(name);
            kept.WriteTo(json);
        }
    }

    public void ReadFrom(JsonElement json)
    {
        foreach (JsonProperty kept in json.EnumerateObject())
        {
            _kept[kept.Name] = kept.Value.Clone();
        }
    }

    private TOptions Make<TOptions>()
        where TOptions : class, ICloneable, new()
    {
        TOptions options = new();
        if (options is IDurableOptions durable && _kept.TryGetValue(durable.DurableName, out JsonElement kept))
        {
            durable.ReadFrom(kept);
        }

        return options;
    }
}
