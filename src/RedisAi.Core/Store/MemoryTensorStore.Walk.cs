namespace RedisAi.Store;

/// <content>Keys in the order of their hashes, shard by shard, for those who go through them in steps and would not have all of them copied each time.</content>
internal sealed partial class MemoryTensorStore
{
    /// <summary>Where a walk ends: behind the last hash.</summary>
    public const ulong EndOfWalk = 1UL << HashBits;

    private const int HashBits = 32;

    /// <summary>Adds the keys from one hash on, in the order of their hashes: as many as asked for at least, where there are so many, and all of a hash.</summary>
    /// <param name="from">The first hash.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="keys">Gets them.</param>
    /// <returns>The hash at which to go on, or <see cref="EndOfWalk"/>.</returns>
    public ulong Walk(ulong from, long count, List<(uint Hash, string Key)> keys)
    {
        ThrowIfClosed();
        int wanted = (int)Math.Min(int.MaxValue, keys.Count + count);
        for (ulong shard = from >> (HashBits - ShardBits); shard < ShardCount; shard++)
        {
            int first = keys.Count;
            _shards[shard].ForEach((keys, from), static (state, entry) =>
            {
                if ((uint)entry.Hash >= state.from)
                {
                    state.keys.Add(((uint)entry.Hash, entry.Key));
                }
            });
            keys.Sort(first, keys.Count - first, Comparer<(uint Hash, string Key)>.Create(static (left, right) => left.Hash.CompareTo(right.Hash)));
            if (keys.Count >= wanted)
            {
                return (shard + 1) << (HashBits - ShardBits);
            }
        }

        return EndOfWalk;
    }

    /// <summary>The key at a place, in no particular order; null when there are fewer.</summary>
    public string? KeyAt(long place)
    {
        ThrowIfClosed();
        foreach (StoreShard shard in _shards)
        {
            if (place < shard.Count)
            {
                List<string> keys = [];
                shard.ForEach(keys, static (list, entry) => list.Add(entry.Key));
                return place < keys.Count ? keys[(int)place] : keys.LastOrDefault();
            }

            place -= shard.Count;
        }

        return null;
    }
}
