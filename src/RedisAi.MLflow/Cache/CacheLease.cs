namespace RedisAi.MLflow.Cache;

/// <summary>The right to use an entry: until it is disposed, nobody removes it.</summary>
/// <param name="held">The lock of the entry.</param>
/// <param name="folder">The folder of its files.</param>
/// <param name="manifest">What it has.</param>
internal sealed class CacheLease(CacheLock held, string folder, CacheManifest manifest) : IDisposable
{
    /// <summary>The folder of its files.</summary>
    public string Folder => folder;

    /// <summary>What it has.</summary>
    public CacheManifest Manifest => manifest;

    /// <summary>Whether it was there already.</summary>
    public bool WasThere { get; init; }

    public void Dispose() => held.Dispose();
}
