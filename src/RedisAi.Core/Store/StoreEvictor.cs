namespace RedisAi.Store;

/// <summary>Makes room by removing entries that were not used for long.</summary>
/// <remarks>
/// As Redis does, it looks at a few entries at random places and removes the one used longest ago. No list has to be kept in order on
/// each read, and with 16 samples the result is close to true least-recently-used order.
/// </remarks>
internal sealed class StoreEvictor(StoreClock clock, StoreShard[] shards, int seed, Func<string, long> evict)
{
    private const int ShardsSampled = 4;
    private const int SamplesPerShard = 4;

    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    /// <summary>Removes entries until so many bytes are free; false when the store is empty before that.</summary>
    public bool TryFree(long bytes)
    {
        // One evictor at a time: several would each remove what one of them alone would.
        lock (_lock)
        {
            while (bytes > 0)
            {
                if (FindVictim() is not { } victim)
                {
                    Thread.Yield();
                    return false;
                }

                bytes -= evict(victim.Key);
            }

            return true;
        }
    }

    private StoreEntry? FindVictim()
    {
        (uint oldest, StoreEntry? victim) = (0, null);
        uint now = clock.CoarseNow;
        int start = _random.Next(shards.Length);
        int sampled = 0;
        for (int i = 0; i < shards.Length && sampled < ShardsSampled; i++)
        {
            // Steps of 29 visit all 64 shards, far apart from each other.
            StoreShard shard = shards[(start + (i * 29)) % shards.Length];
            StoreEntry? candidate = shard.FindOldest((uint)_random.Next(), SamplesPerShard, now, out uint age);
            if (candidate is null)
            {
                continue;
            }

            sampled++;
            if (victim is null || age > oldest)
            {
                (oldest, victim) = (age, candidate);
            }
        }

        return victim;
    }
}
