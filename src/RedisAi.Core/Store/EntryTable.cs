using System.Runtime.CompilerServices;

namespace RedisAi.Store;

/// <summary>Entries in buckets. Written by one thread at a time, under the shard's lock; read without, by whoever can bear nonsense.</summary>
internal sealed class EntryTable
{
    private StoreEntry?[] _buckets = new StoreEntry?[16];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public int BucketCount => _buckets.Length;

    /// <summary>Whether the next entry needs room first: at three quarters, as each further entry in a chain is a page to wait for.</summary>
    public bool IsFull => _count >= _buckets.Length / 4 * 3;

    /// <summary>The first entry of a bucket.</summary>
    public StoreEntry? First(int bucket) => _buckets[bucket];

    /// <summary>Finds a key, or null.</summary>
    public StoreEntry? Find(ReadOnlySpan<char> key, int hash)
    {
        StoreEntry? entry = _buckets[hash & (_buckets.Length - 1)];
        while (entry is not null && (entry.Hash != hash || !entry.HasKey(key)))
        {
            entry = entry.Next;
        }

        return entry;
    }

    /// <summary>Finds a key while somebody may be writing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="maxSteps">After so many entries the search ends: writers may be changing the chain under it.</param>
    /// <returns>Null when the key is absent, but also when the search ended early or got lost.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StoreEntry? FindRacy(ReadOnlySpan<char> key, int hash, int maxSteps)
    {
        StoreEntry?[] buckets = _buckets;
        StoreEntry? entry = buckets[hash & (buckets.Length - 1)];
        for (int steps = 0; entry is not null && steps < maxSteps; steps++)
        {
            EntryPrefetch.Neighbours(entry);
            if (entry.Hash == hash)
            {
                EntryPrefetch.Buffer(entry);
                if (entry.HasKey(key))
                {
                    return entry;
                }
            }

            entry = entry.Next;
        }

        return null;
    }

    /// <summary>Adds an entry whose key is not there. There must be room.</summary>
    public void Add(StoreEntry entry)
    {
        ref StoreEntry? bucket = ref _buckets[entry.Hash & (_buckets.Length - 1)];
        entry.Next = bucket;
        bucket = entry;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Takes an entry out. It keeps its <see cref="StoreEntry.Next"/>, so that a reader who is there finds its way.</summary>
    public void Remove(StoreEntry entry)
    {
        ref StoreEntry? bucket = ref _buckets[entry.Hash & (_buckets.Length - 1)];
        if (bucket == entry)
        {
            bucket = entry.Next;
        }
        else
        {
            StoreEntry before = bucket!;
            while (before.Next != entry)
            {
                before = before.Next!;
            }

            before.Next = entry.Next;
        }

        Volatile.Write(ref _count, _count - 1);
    }

    /// <summary>Moves all entries to other buckets.</summary>
    /// <param name="buckets">Empty; a power of two.</param>
    public void MoveTo(StoreEntry?[] buckets)
    {
        foreach (StoreEntry? first in _buckets)
        {
            for (StoreEntry? entry = first; entry is not null;)
            {
                StoreEntry? next = entry.Next;
                ref StoreEntry? bucket = ref buckets[entry.Hash & (buckets.Length - 1)];
                entry.Next = bucket;
                bucket = entry;
                entry = next;
            }
        }

        _buckets = buckets;
    }
}
