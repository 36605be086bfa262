using RedisAi.Tensors;

namespace RedisAi.Store;

/// <summary>Frees what has expired: before anybody counts, and about once a second while anything can expire.</summary>
internal sealed class StoreSweeper : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly StoreClock _clock;
    private readonly StoreShard[] _shards;
    private readonly Func<TensorValue, long> _forget;
    private readonly ITimer _timer;
    private int _armed;

    public StoreSweeper(StoreClock clock, StoreShard[] shards, Func<TensorValue, long> forget)
    {
        _clock = clock;
        _shards = shards;
        _forget = forget;
        _timer = clock.Time.CreateTimer(static state => ((StoreSweeper)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that an entry expires some day; 0 for one that does not.</summary>
    public void Arm(long expiresAt)
    {
        if (expiresAt != 0 && Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
        {
            _timer.Change(s_period, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Frees what has expired in the shards where something has; returns how many entries that were.</summary>
    public int SweepDue()
    {
        List<TensorValue>? removed = null;
        long now = 0;
        foreach (StoreShard shard in _shards)
        {
            if (shard.EarliestExpiry == long.MaxValue)
            {
                continue;
            }

            now = now == 0 ? _clock.Now : now;
            if (shard.EarliestExpiry <= now)
            {
                shard.Sweep(removed ??= []);
            }
        }

        removed?.ForEach(value => _forget(value));
        return removed?.Count ?? 0;
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        Volatile.Write(ref _armed, 0);
        SweepDue();
        if (Array.Exists(_shards, static shard => shard.EarliestExpiry != long.MaxValue))
        {
            Arm(expiresAt: 1);
        }
    }
}
