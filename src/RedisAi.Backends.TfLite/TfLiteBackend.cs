using RedisAi.Backends.TfLite.Interop;

namespace RedisAi.Backends.TfLite;

/// <summary>Runs models of TensorFlow Lite (LiteRT), files that end in <c>.tflite</c>.</summary>
/// <remarks>
/// Making one does nothing but remember the options: the native library is looked for when the first model is loaded, or when
/// <see cref="RuntimeVersion"/> is read. Files are checked before the library sees them, but a model is code: it can make the process
/// allocate and loop, and its runs cannot be stopped.
/// </remarks>
public sealed class TfLiteBackend : IBackend
{
    private readonly string? _libraryPath;

    /// <summary>Creates the backend.</summary>
    /// <param name="options">Where the native library is; null for the usual places.</param>
    public TfLiteBackend(TfLiteBackendOptions? options = null) => _libraryPath = options?.LibraryPath;

    /// <summary>Gets the name, <c>TFLITE</c>.</summary>
    public string Name => TfLiteLibrary.BackendName;

    /// <summary>Gets the version of TensorFlow Lite, as in <c>2.9.0</c>; loads the library.</summary>
    /// <exception cref="BackendUnavailableException">The library is missing, does not load or is too old.</exception>
    public string RuntimeVersion => TfLiteRuntime.Load(_libraryPath).Api.Version;

    /// <inheritdoc/>
    public bool Recognizes(ModelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return TfLiteFormat.IsTfLite(content);
    }

    /// <inheritdoc/>
    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        TfLiteRuntime.Load(_libraryPath);
        return TfLiteSessionLoader.Load(content, options, cancellationToken);
    }

    /// <summary>Does nothing: the native library stays with the process.</summary>
    public void Dispose()
    {
    }
}
