namespace RedisAi.MLflow.Artifacts;

/// <summary>A folder of artifacts, and the way to it. For any thread.</summary>
internal interface IArtifactStore
{
    /// <summary>What messages call it.</summary>
    string Name { get; }

    /// <summary>What is in a folder of it; nothing where there is no such folder.</summary>
    /// <param name="folder">The path of the folder, empty for the root.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">It cannot be listed, or has names that lead elsewhere.</exception>
    Task<IReadOnlyList<ArtifactEntry>> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Opens a file, once; nothing is tried again.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="offset">From which byte on it is wanted. Whether it comes from there on is up to the server.</param>
    /// <param name="mark">What marks the state of the file that the bytes before are of.</param>
    /// <param name="cancellationToken">Ends it, and reading from what it returns.</param>
    /// <exception cref="MlflowException">There is no such file, or it cannot be had.</exception>
    Task<ArtifactStream> OpenAsync(string path, long offset, string? mark, CancellationToken cancellationToken);
}
