using System.Collections.Concurrent;
using RedisAi.Tensors;
using RedisAi.Tensors.Formats;

namespace RedisAi.Store;

/// <summary>Takes the entries of a store, one shard after the other, so that no writer waits for more than one; but no step of a session by half.</summary>
/// <remarks>
/// A step that writes to shards of which some have been seen, and others not, keeps for the cut what it replaces in the others. It has the
/// locks of all of them, and a shard counts as seen under its lock. To take all locks for the whole cut would stop all writers that long.
/// </remarks>
internal sealed class StoreCut(StoreClock clock, string pattern) : IDisposable
{
    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly List<StoredTensor> _taken = [];
    private readonly List<ColdKey> _cold = [];
    private readonly ClockMoment _now = clock.Moment();
    private ulong _seen;

    /// <summary>A bit for each shard that has been seen. For who has the lock of a shard its bit stands still.</summary>
    public ulong Seen => Volatile.Read(ref _seen);

    /// <summary>The entries that match the pattern and whose tensors the storage has; complete when the others were taken.</summary>
    public IReadOnlyList<ColdKey> Cold => _cold;

    /// <summary>Keeps an entry as it is before a step, if that is the first one. For who has the lock of its shard.</summary>
    /// <param name="key">The key.</param>
    /// <param name="entry">The entry; null when there is none.</param>
    public void Keep(string key, StoreEntry? entry)
    {
        if (!_kept.ContainsKey(key))
        {
            _kept[key] = entry is null ? default
                : IsCold(entry) ? new Kept(default, entry.ExpiresAt, IsCold: true)
                : new Kept(entry.Value.AddReference(), entry.ExpiresAt, IsCold: false);
        }
    }

    /// <summary>Takes the entries that match the pattern, with a reference on each, the caller's.</summary>
    public List<StoredTensor> Take(StoreShard[] shards)
    {
        for (int i = 0; i < shards.Length; i++)
        {
            shards[i].Enter();
            try
            {
                // What is kept for this shard is kept by now, since it is changed under this lock only.
                shards[i].ForEach(this, static (cut, entry) => cut.Add(entry));
                Volatile.Write(ref _seen, _seen | (1UL << i));
            }
            finally
            {
                shards[i].Exit();
            }
        }

        foreach ((string key, Kept kept) in _kept)
        {
            Add(key, kept.Value, kept.ExpiresAt, kept.IsCold);
        }

        return _taken;
    }

    public void Dispose()
    {
        foreach ((_, Kept kept) in _kept)
        {
            if (!kept.Value.IsEmpty)
            {
                kept.Value.Release();
            }
        }
    }

    private void Add(StoreEntry entry)
    {
        string key = entry.Key;
        if (!_kept.ContainsKey(key))
        {
            Add(key, entry.Value, entry.ExpiresAt, IsCold(entry));
        }
    }

    private void Add(string key, TensorValue value, long expiresAt, bool isCold)
    {
        if ((value.IsEmpty && !isCold) || !GlobPattern.IsMatch(pattern, key))
        {
            return;
        }

        DateTimeOffset? expires = clock.TimeOf(expiresAt, _now);
        if (isCold)
        {
            _cold.Add(new ColdKey(key, expires));
        }
        else
        {
            _taken.Add(new StoredTensor(key, new AiTensor(value.AddReference()), expires));
        }
    }

    private static bool IsCold(StoreEntry entry) => entry is DurableEntry { IsCold: true };

    /// <summary>An entry whose tensor the storage has.</summary>
    public readonly record struct ColdKey(string Key, DateTimeOffset? ExpiresAt);

    private readonly record struct Kept(TensorValue Value, long ExpiresAt, bool IsCold);
}
