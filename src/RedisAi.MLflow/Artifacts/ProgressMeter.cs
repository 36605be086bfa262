namespace RedisAi.MLflow.Artifacts;

/// <summary>Counts what has come, and tells somebody, but not with every packet. For any thread; the one who is told is told by one at a time.</summary>
/// <param name="tree">What is to come.</param>
/// <param name="progress">Is told; null for nobody.</param>
internal sealed class ProgressMeter(ArtifactTree tree, IProgress<MlflowDownloadProgress>? progress)
{
    private const long Step = 256 << 10;

    private readonly Lock _lock = new();
    private long _bytes;
    private long _told;
    private int _files;

    /// <summary>Notes that so many bytes more of a file are there, or with a negative number, fewer.</summary>
    public void Add(string file, long bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
            if (Math.Abs(_bytes - _told) >= Step)
            {
                Tell(file);
            }
        }
    }

    /// <summary>Notes that a file is complete.</summary>
    public void Complete(string file)
    {
        lock (_lock)
        {
            _files++;
            Tell(file);
        }
    }

    private void Tell(string file)
    {
        _told = _bytes;
        progress?.Report(new MlflowDownloadProgress(file, tree.Files.Count, _files, tree.Bytes, _bytes));
    }
}
