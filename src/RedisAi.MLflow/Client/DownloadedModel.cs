using RedisAi.MLflow.Cache;

namespace RedisAi.MLflow;

/// <summary>A model's folder on this machine. Until it is disposed, no process that uses the same cache removes it.</summary>
/// <remarks>The files are shared with others: read them, and change nothing. Thread-safe.</remarks>
public sealed class DownloadedModel : IDisposable
{
    private readonly CacheLease? _lease;

    internal DownloadedModel(ResolvedModel model, CacheLease lease)
    {
        _lease = lease;
        (Model, LocalPath, WasCached) = (model, lease.Folder, lease.WasThere);
        (Digest, ByteLength) = (CacheManifest.DigestOf(lease.Manifest.Files), lease.Manifest.Bytes);
    }

    internal DownloadedModel(ResolvedModel model, string folder, IReadOnlyList<CachedFile> files)
    {
        (Model, LocalPath, WasCached) = (model, folder, true);
        (Digest, ByteLength) = (CacheManifest.DigestOf(files), files.Sum(static file => file.Size));
    }

    /// <summary>Gets what it is: the logged model, the version, the run.</summary>
    public ResolvedModel Model { get; }

    /// <summary>Gets the folder.</summary>
    public string LocalPath { get; }

    /// <summary>Gets a SHA-256, in lower case, of the names, sizes and bytes of all files.</summary>
    public string Digest { get; }

    /// <summary>Gets how many bytes all files have.</summary>
    public long ByteLength { get; }

    /// <summary>Gets whether it was on this machine already.</summary>
    public bool WasCached { get; }

    /// <summary>Whether the files were uploaded to this process, not downloaded by it.</summary>
    internal bool IsUploaded { get; init; }

    /// <summary>Gives the folder up: from now on it may be removed. A folder that was used where it is stays.</summary>
    public void Dispose() => _lease?.Dispose();
}
