namespace RedisAi.Server.Keys;

/// <summary>When models and scripts vanish, which the engine keeps for ever. Its members are called under the lock of the keyspace.</summary>
internal sealed class KeyDeadlines : IDisposable
{
    /// <summary>Longer is for ever: the calendar ends in the year 9999.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365_000);

    private readonly Dictionary<string, DateTimeOffset> _deadlines = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    /// <param name="time">The clock.</param>
    /// <param name="due">Called, on a thread of the pool and without the lock, when some key may be due.</param>
    public KeyDeadlines(TimeProvider time, Action due)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Action)state!)(), due, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public TimeSpan? Left(string key) => _deadlines.TryGetValue(key, out DateTimeOffset deadline) ? deadline - _time.GetUtcNow() : null;

    /// <summary>Changes when a key vanishes; null for never.</summary>
    public void Set(string key, TimeSpan? left)
    {
        if (left is { } time && time < s_longest)
        {
            _deadlines[key] = _time.GetUtcNow() + time;
            Arm();
        }
        else
        {
            _deadlines.Remove(key);
        }
    }

    public bool IsDue(string key) => _deadlines.TryGetValue(key, out DateTimeOffset deadline) && deadline <= _time.GetUtcNow();

    /// <summary>The keys that are due.</summary>
    public string[] Due()
    {
        DateTimeOffset now = _time.GetUtcNow();
        return [.. _deadlines.Where(entry => entry.Value <= now).Select(static entry => entry.Key)];
    }

    /// <summary>Sets the timer to the next key that will be due.</summary>
    public void Arm()
    {
        if (_deadlines.Count > 0)
        {
            // A timer takes no more than some weeks at once; it is set anew then.
            TimeSpan left = _deadlines.Values.Min() - _time.GetUtcNow();
            _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, int.MaxValue)), Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();
}
