using System.Collections.Concurrent;

namespace RedisAi.Persistence;

/// <summary>What could not be brought back from a storage, and why. Used by several threads at once.</summary>
internal sealed class RestoreFailures
{
    private readonly ConcurrentQueue<RestoreFailure> _failures = [];

    public IReadOnlyList<RestoreFailure> List => [.. _failures];

    public void Add(DurableItemId item, Exception error) => _failures.Enqueue(new RestoreFailure(item, error));
}
