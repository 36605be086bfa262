using RedisAi.Backends.Onnx.Interop;

namespace RedisAi.Backends.Onnx;

/// <summary>Runs ONNX models with ONNX Runtime.</summary>
/// <remarks>
/// Making one does nothing but remember the options: the native library is looked for when the first model is loaded, or when
/// <see cref="RuntimeVersion"/> is read. A model is code: it can make the process allocate, loop and, if damaged on purpose, crash.
/// </remarks>
public sealed class OnnxBackend : IBackend
{
    private readonly string? _libraryPath;

    /// <summary>Creates the backend.</summary>
    /// <param name="options">Where the native library is; null for the usual places.</param>
    public OnnxBackend(OnnxBackendOptions? options = null) => _libraryPath = options?.LibraryPath;

    /// <summary>Gets the name, <c>ONNX</c>.</summary>
    public string Name => OrtStatus.BackendName;

    /// <summary>Gets the version of ONNX Runtime, as in <c>1.30.0</c>; loads the library.</summary>
    /// <exception cref="BackendUnavailableException">The library is missing, does not load or is too old.</exception>
    public string RuntimeVersion => OrtRuntime.Load(_libraryPath).Api.Version;

    /// <inheritdoc/>
    public bool Recognizes(ModelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return OnnxFormat.IsOnnx(content);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ExternalFile> FindExternalFiles(ModelContent content, LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        return OnnxExternalData.Find(content, options.GetBackendOptions<OnnxModelOptions>());
    }

    /// <inheritdoc/>
    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        OrtRuntime.Load(_libraryPath);
        try
        {
            return OnnxSessionLoader.Load(content, options, cancellationToken);
        }
        catch (Exception error) when (error is BackendException or ModelLoadException && content.IsZip)
        {
            throw new ModelLoadException($"{error.Message} It begins as a zip archive does, as TorchScript models do: if it is one, set ModelOptions.Backend to \"TORCH\", or let its name end in .pt.", error);
        }
    }

    /// <summary>Does nothing: the native library stays with the process.</summary>
    public void Dispose()
    {
    }
}
