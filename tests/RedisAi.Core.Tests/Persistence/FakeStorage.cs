using System.Collections.Concurrent;
using RedisAi.Tensors;
using RedisAi.Testing;

namespace RedisAi.Tests.Persistence;

/// <summary>A storage in memory, which a test may let fail or wait. What it has outlives the engine: <see cref="Reopened"/>.</summary>
internal sealed class FakeStorage(ConcurrentDictionary<string, FakeStorage.Row>? rows = null) : IDurableStorage
{
    private readonly ConcurrentDictionary<string, Row> _rows = rows ?? new(StringComparer.Ordinal);

    /// <summary>Whether writes go on; they wait while it is not set.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    /// <summary>What the next writes fail with; null for none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Called with each batch, before it is written.</summary>
    public Action<DurableBatch>? Writing { get; set; }

    /// <summary>Called when a batch is written.</summary>
    public Action<FakeStorage>? Written { get; set; }

    public int Writes => _writes;

    public int Reads => _reads;

    public bool LastWasFlushed { get; private set; }

    public bool IsDisposed { get; private set; }

    public string Name => "storage of a test";

    public IReadOnlyCollection<string> Keys => [.. _rows.Keys.Order(StringComparer.Ordinal)];

    private int _writes;
    private int _reads;

    /// <summary>The same rows, as another process finds them.</summary>
    public FakeStorage Reopened() => new(_rows);

    public Row RowOf(string key) => _rows[key];

    public bool Has(string key) => _rows.ContainsKey(key);

    public void Lose(string key) => _rows.TryRemove(key, out _);

    public IEnumerable<DurableKey> Open() => [.. _rows.Select(static row => new DurableKey(row.Key, row.Value.ExpiresAt))];

    public bool TryRead(string key, out TensorValue value)
    {
        Interlocked.Increment(ref _reads);
        bool isThere = _rows.TryGetValue(key, out Row? row);
        value = isThere ? DurableTensor.Create(row!.DataType, row.Shape, row.Bytes) : default;
        return isThere;
    }

    public IDurableSnapshot OpenSnapshot() => new Snapshot(new Dictionary<string, Row>(_rows));

    public void Write(DurableBatch batch, bool flush)
    {
        Eventually.Comes(Gate);
        if (Failure is { } failure)
        {
            throw failure;
        }

        Writing?.Invoke(batch);
        foreach (DurableChange change in batch.Changes)
        {
            switch (change.Kind)
            {
                case DurableChangeKind.Put:
                    byte[] bytes = change.Tensor.Piece(0, (int)change.Tensor.ByteLength).ToArray();
                    _rows[change.Key] = new Row(change.Tensor.DataType, change.Tensor.Shape, bytes, change.ExpiresAt);
                    break;
                case DurableChangeKind.Expire:
                    _rows[change.Key] = _rows[change.Key] with { ExpiresAt = change.ExpiresAt };
                    break;
                default:
                    _rows.TryRemove(change.Key, out _);
                    break;
            }
        }

        LastWasFlushed = flush;
        Interlocked.Increment(ref _writes);
        Written?.Invoke(this);
    }

    public void Dispose() => IsDisposed = true;

    internal sealed record Row(TensorDataType DataType, TensorShape Shape, byte[] Bytes, DateTimeOffset? ExpiresAt);

    private sealed class Snapshot(Dictionary<string, Row> rows) : IDurableSnapshot
    {
        public bool TryRead(string key, out TensorValue value)
        {
            bool isThere = rows.TryGetValue(key, out Row? row);
            value = isThere ? DurableTensor.Create(row!.DataType, row.Shape, row.Bytes) : default;
            return isThere;
        }

        public void Dispose()
        {
        }
    }
}
