using System.Text.Json;
using RedisAi.Backends;
using RedisAi.Persistence;

namespace RedisAi;

/// <summary>What models and scripts have in common in how they are loaded.</summary>
/// <remarks>A registry takes a copy when the model or script is stored; later changes have no effect.</remarks>
public abstract class LoadOptions
{
    private readonly BackendOptionSet _backendOptions = new();

    private protected LoadOptions()
    {
    }

    /// <summary>Gets or sets the name of the backend, such as <c>ONNX</c>.</summary>
    /// <value>The default is <see langword="null"/>: inferred from the model; for a script the backend that compiles scripts.</value>
    public string? Backend { get; set; }

    /// <summary>Gets or sets where it runs.</summary>
    /// <value>The default is <see cref="Device.Cpu"/>.</value>
    public Device Device { get; set; }

    /// <summary>Gets or sets a text of the application's own, such as the version of the training.</summary>
    /// <value>The default is empty.</value>
    public string Tag { get; set; } = "";

    /// <summary>Gets or sets how many threads one run may use.</summary>
    /// <value>The default is <see langword="null"/>: one for scripts and for a model that is quick, so that callers run side by side, more for a slow one.</value>
    public int? Threads { get; set; }

    /// <summary>Gets or sets whether hosts count on it: the host is unhealthy while it is not loaded.</summary>
    /// <value>The default is <see langword="true"/>. Matters only to what is registered with a host.</value>
    public bool Required { get; set; } = true;

    /// <summary>Whether what an importer makes of the model goes to a backend here and nowhere else: then it may leave to the backend what other runtimes would not do. An engine sets it in a copy of its own.</summary>
    internal bool ImportsForBackend { get; set; }

    /// <summary>Whether they are meant for models of one kind.</summary>
    internal bool NamesBackend => Backend is not null || !_backendOptions.IsEmpty;

    /// <summary>Gets the settings of one backend, made with their defaults when asked for first.</summary>
    /// <typeparam name="TOptions">The backend's type of settings.</typeparam>
    public TOptions GetBackendOptions<TOptions>()
        where TOptions : class, ICloneable, new() => _backendOptions.Get<TOptions>();

    /// <summary>Gives settings of a backend as data, for code that does not refer to the backend, such as what a description of a model says of its runtime.</summary>
    /// <param name="name">The backend's name for its settings: <see cref="IDurableOptions.DurableName"/>, such as <c>onnx</c>. Where no backend asks for it, it has no effect.</param>
    /// <param name="settings">A JSON object as <see cref="IDurableOptions.WriteTo"/> writes it; it is copied. What is not in it stays as it is.</param>
    /// <remarks>The backend reads them when it is asked for its settings: by <see cref="GetBackendOptions{TOptions}"/>, or when the model is loaded. Values of a wrong kind are an error then.</remarks>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or <paramref name="settings"/> is no object.</exception>
    public void SetBackendOptions(string name, JsonElement settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (settings.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException($"The settings for '{name}' are {settings.ValueKind}; a JSON object is needed.", nameof(settings));
        }

        _backendOptions.Set(name, settings);
    }

    /// <summary>Finds the settings of a backend as data, by its name for them; null where there are none.</summary>
    internal JsonElement? FindBackendOptions(string name) => _backendOptions.Find(name);

    /// <summary>Puts settings of a backend as data in the place of all that it has; null for none.</summary>
    internal void ReplaceBackendOptions(string name, JsonElement? settings) => _backendOptions.Replace(name, settings);

    /// <summary>What in this a storage cannot keep, as the end of a sentence; null when it can keep all of it.</summary>
    internal virtual string? Undurable => _backendOptions.Undurable is { } type ? $"its {type.Name} do not implement {nameof(IDurableOptions)}" : null;

    /// <summary>Writes what is data as properties of a JSON object.</summary>
    internal virtual void WriteTo(Utf8JsonWriter json)
    {
        json.WriteText("backend", Backend);
        json.WriteNumber("deviceType", (int)Device.Type);
        json.WriteNumber("deviceIndex", Device.Index);
        json.WriteText("tag", Tag);
        if (Threads is { } threads)
        {
            json.WriteNumber("threads", threads);
        }

        json.WriteBoolean("required", Required);
        json.WriteStartObject("backendOptions");
        _backendOptions.WriteTo(json);
        json.WriteEndObject();
    }

    /// <summary>Takes over what was written; see <see cref="DurableJson.IsDamage"/> for what it throws.</summary>
    internal virtual void ReadFrom(JsonElement json)
    {
        Backend = json.Text("backend");
        Device = new Device((DeviceType)json.GetProperty("deviceType").GetInt32(), json.GetProperty("deviceIndex").GetInt32());
        Tag = json.Text("tag") ?? "";
        Threads = json.Number("threads");
        Required = json.Truth("required") ?? true;
        _backendOptions.ReadFrom(json.GetProperty("backendOptions"));
    }

    /// <summary>Checks what can be checked before a backend sees the options.</summary>
    /// <exception cref="ArgumentException">Some value makes no sense; the message says which.</exception>
    internal virtual void Validate()
    {
        if (Threads is < 1 or > 1024)
        {
            throw new ArgumentException($"Threads ({Threads}) must be between 1 and 1024.", nameof(Threads));
        }
    }

    private protected void CopyTo(LoadOptions copy)
    {
        copy.Backend = Backend;
        copy.Device = Device;
        copy.Tag = Tag ?? "";
        copy.Threads = Threads;
        copy.Required = Required;
        _backendOptions.CopyTo(copy._backendOptions);
    }
}
