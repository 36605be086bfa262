using System.Text.Json;
using RedisAi.Persistence;

namespace RedisAi.Backends;

/// <summary>The settings of backends within the options of a model or script: objects, or what a storage has kept of them until a backend asks.</summary>
/// <remarks>Which types there are only backends know, so what was kept becomes an object when its backend names the type.</remarks>
internal sealed class BackendOptionSet
{
    private readonly Dictionary<Type, object> _options = [];

    /// <summary>By <see cref="IDurableOptions.DurableName"/>, in the order in which they count; not changed once written.</summary>
    private readonly Dictionary<string, JsonElement[]> _kept = [];

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

    /// <summary>Takes settings as data: at once where there are settings of that name, else when they are made.</summary>
    public void Set(string name, JsonElement settings)
    {
        IDurableOptions? made = _options.Values.OfType<IDurableOptions>().FirstOrDefault(options => options.DurableName == name);
        if (made is not null)
        {
            made.ReadFrom(settings);
        }
        else
        {
            _kept[name] = [.. _kept.GetValueOrDefault(name, []), settings.Clone()];
        }
    }

    /// <summary>The settings of a name as data, as <see cref="Set"/> takes them; null where there are none.</summary>
    public JsonElement? Find(string name)
    {
        using JsonDocument all = JsonDocument.Parse(DurableJson.Write(WriteTo));
        return all.RootElement.TryGetProperty(name, out JsonElement settings) ? settings.Clone() : null;
    }

    /// <summary>Puts settings as data in the place of all of that name; null for none.</summary>
    public void Replace(string name, JsonElement? settings)
    {
        foreach (Type type in _options.Where(made => made.Value is IDurableOptions options && options.DurableName == name).Select(static made => made.Key).ToArray())
        {
            _options.Remove(type);
        }

        _kept.Remove(name);
        if (settings is { } kept)
        {
            _kept[name] = [kept.Clone()];
        }
    }

    public void CopyTo(BackendOptionSet copy)
    {
        foreach ((Type type, object options) in _options)
        {
            copy._options[type] = ((ICloneable)options).Clone();
        }

        foreach ((string name, JsonElement[] kept) in _kept)
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

        foreach ((string name, JsonElement[] kept) in _kept.Where(kept => !written.Contains(kept.Key)))
        {
            json.WriteStartObject(name);
            WriteMembers(json, kept);
            json.WriteEndObject();
        }
    }

    public void ReadFrom(JsonElement json)
    {
        foreach (JsonProperty kept in json.EnumerateObject())
        {
            _kept[kept.Name] = [kept.Value.Clone()];
        }
    }

    private TOptions Make<TOptions>()
        where TOptions : class, ICloneable, new()
    {
        TOptions options = new();
        if (options is IDurableOptions durable && _kept.TryGetValue(durable.DurableName, out JsonElement[]? kept))
        {
            Array.ForEach(kept, durable.ReadFrom);
        }

        return options;
    }

    /// <summary>Writes the members of several objects as those of one; of those that come again, the last.</summary>
    private static void WriteMembers(Utf8JsonWriter json, JsonElement[] objects)
    {
        Dictionary<string, JsonElement> members = [];
        foreach (JsonProperty member in objects.SelectMany(static one => one.EnumerateObject()))
        {
            members[member.Name] = member.Value;
        }

        foreach ((string name, JsonElement value) in members)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
