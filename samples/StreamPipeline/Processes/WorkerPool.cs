namespace RedisAi.Samples.StreamPipeline.Processes;

/// <summary>All workers that were started. One thread at a time.</summary>
internal sealed class WorkerPool(string redis) : IDisposable
{
    private readonly List<WorkerProcess> _workers = [];

    public IReadOnlyList<WorkerProcess> All => _workers;

    /// <summary>Starts one more.</summary>
    public WorkerProcess Start()
    {
        WorkerProcess worker = new($"worker-{_workers.Count + 1}", redis);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Kills the one that works for longest.</summary>
    /// <returns>Which; null when none works.</returns>
    public WorkerProcess? KillOldest()
    {
        WorkerProcess? worker = _workers.Find(static one => one.State == WorkerState.Working);
        worker?.Kill();
        return worker;
    }

    /// <exception cref="IOException">One has ended, and nobody wanted that.</exception>
    public void ThrowIfEnded() => _workers.ForEach(static worker => worker.ThrowIfEnded());

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_workers.Select(worker => worker.StopAsync(cancellationToken)));

    public void Dispose() => _workers.ForEach(static worker => worker.Dispose());
}
