using System.Collections.Concurrent;
using RedisAi.Tensors;
using RedisAi.Testing;

namespace RedisAi.Tests.Persistence;

/// <summary>A storage in memory, which a test may let fail or wait. What it has outlives the engine: <see cref="Reopened"/>.</summary>
internal sealed class FakeStorage(ConcurrentDictionary<string, FakeStorage.Row>? rows = null, ConcurrentDictionary<DurableItemId, FakeStorage.Item>? items = null) : IDurableStorage
{
    private readonly ConcurrentDictionary<DurableItemId, Item> _items = items ?? new();
    private readonly ConcurrentDictionary<string, Row> _rows = rows ?? new(StringComparer.Ordinal);

    /// <summary>Whether writes go on; they wait while it is not set.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    /// <summary>What the next writes fail with; null for none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How long the storage says each content is; null for the truth.</summary>
    public long? SaidLength { get; set; }

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
    public FakeStorage Reopened() => new(_rows, _items);

    /// <summary>The models, scripts and plans, to be looked at or damaged.</summary>
    public ConcurrentDictionary<DurableItemId, Item> Items => _items;

    /// <summary>A storage may list in any order: this one has the latest first, which is not that in which they are to come back.</summary>
    public IReadOnlyList<DurableItem> ReadItems() =>
        [.. _items.OrderByDescending(static item => item.Key.Version).Select(item => new DurableItem(item.Key, item.Value.Head, [.. item.Value.Contents.Select(content => new DurablePart(content.Key, SaidLength ?? content.Value.Length))]))];

    public Stream OpenContent(DurableItemId id, string name) => _items.TryGetValue(id, out Item? item) && item.Contents.TryGetValue(name, out byte[]? bytes)
        ? new MemoryStream(bytes, writable: false)
        : throw new DurableStorageException($"The storage of a test has no '{name}' of {id}.");

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

        foreach (DurableItemChange change in batch.Items)
        {
            Write(change);
        }

        LastWasFlushed = flush;
        Interlocked.Increment(ref _writes);
        Written?.Invoke(this);
    }

    private void Write(DurableItemChange change)
    {
        switch (change.Kind)
        {
            case DurableItemChangeKind.Put:
                _items[change.Id] = new Item(change.Head.ToArray(), change.Contents.ToDictionary(static content => content.Name, static content => content.Piece(0, (int)content.ByteLength).ToArray()));
                break;
            case DurableItemChangeKind.SetHead:
                if (_items.TryGetValue(change.Id, out Item? item))
                {
                    _items[change.Id] = item with { Head = change.Head.ToArray() };
                }

                break;
            case DurableItemChangeKind.Remove:
                _items.TryRemove(change.Id, out _);
                break;
            default:
                foreach (DurableItemId id in _items.Keys.Where(id => id.Kind == change.Id.Kind && id.Key == change.Id.Key && id.Version <= change.Id.Version))
                {
                    _items.TryRemove(id, out _);
                }

                break;
        }
    }

    public void Dispose() => IsDisposed = true;

    internal sealed record Item(byte[] Head, Dictionary<string, byte[]> Contents);

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
