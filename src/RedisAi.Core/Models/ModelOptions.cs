namespace RedisAi;

/// <summary>How a model is loaded and run.</summary>
/// <remarks>A registry takes a copy when the model is stored; later changes have no effect.</remarks>
public sealed class ModelOptions
{
    private readonly Dictionary<Type, object> _backendOptions = [];

    /// <summary>Gets or sets the name of the backend, such as <c>ONNX</c>.</summary>
    /// <value>The default is <see langword="null"/>: inferred from the model.</value>
    public string? Backend { get; set; }

    /// <summary>Gets or sets where the model runs.</summary>
    /// <value>The default is <see cref="Device.Cpu"/>.</value>
    public Device Device { get; set; }

    /// <summary>Gets or sets a text of the application's own, such as the version of the training.</summary>
    /// <value>The default is empty.</value>
    public string Tag { get; set; } = "";

    /// <summary>Gets or sets how many threads one run may use.</summary>
    /// <value>The default is <see langword="null"/>: one for a model that is quick, so that callers run side by side, more for a slow one.</value>
    public int? Threads { get; set; }

    /// <summary>Gets or sets whether the model is run on zeros before it serves.</summary>
    /// <value>The default is <see langword="true"/>. Inputs whose rank is not declared make it impossible, and a failure is not an error.</value>
    public bool WarmUp { get; set; } = true;

    /// <summary>Gets how concurrent calls are merged into one run.</summary>
    public BatchingOptions Batching { get; } = new();

    /// <summary>Gets or sets whether hosts count on this model: the host is unhealthy while it is not loaded.</summary>
    /// <value>The default is <see langword="true"/>. Matters only to models registered with a host.</value>
    public bool Required { get; set; } = true;

    /// <summary>Gets the settings of one backend for this model, made with their defaults when asked for first.</summary>
    /// <typeparam name="TOptions">The backend's type of settings.</typeparam>
    public TOptions GetBackendOptions<TOptions>()
        where TOptions : class, ICloneable, new()
    {
        if (!_backendOptions.TryGetValue(typeof(TOptions), out object? options))
        {
            _backendOptions[typeof(TOptions)] = options = new TOptions();
        }

        return (TOptions)options;
    }

    internal ModelOptions Copy()
    {
        ModelOptions copy = new()
        {
            Backend = Backend,
            Device = Device,
            Tag = Tag ?? "",
            Threads = Threads,
            WarmUp = WarmUp,
            Required = Required,
        };
        Batching.CopyTo(copy.Batching);
        foreach ((Type type, object options) in _backendOptions)
        {
            copy._backendOptions[type] = ((ICloneable)options).Clone();
        }

        return copy;
    }

    /// <summary>Checks what can be checked before a backend sees the options.</summary>
    /// <exception cref="ArgumentException">Some value makes no sense; the message says which.</exception>
    internal void Validate()
    {
        if (Threads is < 1 or > 1024)
        {
            throw new ArgumentException($"Threads ({Threads}) must be between 1 and 1024.", nameof(Threads));
        }

        Batching.Validate();
    }
}
