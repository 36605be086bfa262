using System.Collections.Concurrent;
using RedisAi.Tensors;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Saving;

/// <summary>A storage that notes which keys it was given, and waits or fails as a test says.</summary>
internal sealed class StubStorage : IDurableStorage
{
    private readonly ConcurrentDictionary<string, bool> _keys = [];
    private int _writes;

    public string Name => "storage of a test";

    /// <summary>Whether writes go on; they wait while it is not set.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    /// <summary>What writes fail with; null for none.</summary>
    public Exception? Failure { get; set; }

    public bool LastWasFlushed { get; private set; }

    public int Writes => Volatile.Read(ref _writes);

    public IEnumerable<string> Keys => _keys.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<DurableKey> Open() => [];

    public IReadOnlyList<DurableItem> ReadItems() => [];

    public Stream OpenContent(DurableItemId id, string name) => throw new NotSupportedException();

    public bool TryRead(string key, out TensorValue value)
    {
        value = default;
        return false;
    }

    public IDurableSnapshot OpenSnapshot() => throw new NotSupportedException();

    public void Write(DurableBatch batch, bool flush)
    {
        Eventually.Comes(Gate);
        if (Failure is { } failure)
        {
            throw failure;
        }

        foreach (DurableChange change in batch.Changes)
        {
            if (change.Kind == DurableChangeKind.Remove)
            {
                _keys.TryRemove(change.Key, out _);
            }
            else
            {
                _keys[change.Key] = true;
            }
        }

        LastWasFlushed = flush;
        Interlocked.Increment(ref _writes);
    }

    public void Dispose()
    {
    }
}
