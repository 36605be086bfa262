using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>Runs TorchScript models and scripts with libtorch.</summary>
/// <remarks>
/// Making one does nothing but remember the options: the native library is looked for when the first model or script is loaded, or when
/// <see cref="RuntimeVersion"/> is read. A model is code: it can make the process allocate, loop and, if damaged on purpose, crash.
/// </remarks>
public sealed class TorchBackend : IScriptBackend
{
    private readonly TorchBackendOptions _options;

    /// <summary>Creates the backend.</summary>
    /// <param name="options">Where the native library is, and its threads; null for the defaults. Later changes have no effect.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is not positive.</exception>
    public TorchBackend(TorchBackendOptions? options = null)
    {
        _options = options?.Copy() ?? new TorchBackendOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.BlasThreads, nameof(options));
    }

    /// <summary>Gets the name, <c>TORCH</c>.</summary>
    public string Name => TorchError.BackendName;

    /// <summary>Gets the version of libtorch, as in <c>1.13.0</c>; loads the library.</summary>
    /// <exception cref="BackendUnavailableException">The library is missing, does not load or is another version's.</exception>
    public string RuntimeVersion => TorchRuntime.Load(_options).TorchVersion;

    /// <inheritdoc/>
    public bool Recognizes(ModelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return TorchFormat.IsTorchScript(content);
    }

    /// <inheritdoc/>
    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        TorchRuntime.Load(_options);
        return TorchModelLoader.Load(content, options, cancellationToken);
    }

    /// <inheritdoc/>
    public IScriptSession Compile(ScriptContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        TorchRuntime.Load(_options);
        return TorchScriptCompiler.Compile(content, options, cancellationToken);
    }

    /// <summary>Does nothing: the native library stays with the process.</summary>
    public void Dispose()
    {
    }
}
