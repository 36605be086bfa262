namespace RedisAi.Backends;

/// <summary>A runtime that executes models of some format.</summary>
/// <remarks>
/// What every model needs is done by the engine, once for all backends: versions, swapping, checking of inputs, timeouts, statistics.
/// A backend loads, describes and runs. All members may be called from several threads at once.
/// </remarks>
public interface IBackend : IDisposable
{
    /// <summary>Gets the name by which <see cref="LoadOptions.Backend"/> asks for this backend, such as <c>ONNX</c>; upper and lower case are the same.</summary>
    string Name { get; }

    /// <summary>Says whether a model looks like one of this backend's, by the end of its path or its first bytes.</summary>
    /// <param name="content">The model.</param>
    bool Recognizes(ModelContent content);

    /// <summary>Names the files that a model needs besides its own, so that a storage keeps them with it. Called on a thread that may block, before <see cref="Load"/>.</summary>
    /// <param name="content">The model.</param>
    /// <param name="options">How it will be loaded.</param>
    /// <returns>Each file once; none by default.</returns>
    /// <exception cref="ModelLoadException">The model is damaged, or names what it must not.</exception>
    IReadOnlyList<ExternalFile> FindExternalFiles(ModelContent content, LoadOptions options) => [];

    /// <summary>Loads a model. Called on a thread that may block.</summary>
    /// <param name="content">The model. Its bytes do not change, also after this returns: a load that is cancelled may go on reading them.</param>
    /// <param name="options">How to load it; not changed any more.</param>
    /// <param name="cancellationToken">Ends the loading where the runtime can be asked to.</param>
    /// <exception cref="ModelLoadException">The model is damaged or not supported.</exception>
    /// <exception cref="BackendUnavailableException">The runtime is not installed, or has no such device.</exception>
    IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken);
}
