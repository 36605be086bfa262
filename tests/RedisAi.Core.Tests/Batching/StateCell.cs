namespace RedisAi.Tests.Batching;

/// <summary>A state in the store of a reference.</summary>
internal sealed class StateCell(TimeProvider time)
{
    private long[]? _values;
    private long _expiresAt = long.MaxValue;

    /// <summary>What is there now; null when it is absent.</summary>
    public long[]? Values => _expiresAt > time.GetTimestamp() ? _values : null;

    /// <summary>Changes with each write and removal.</summary>
    public long Version { get; private set; }

    /// <summary>Whether nobody has written since it had a version. Being absent is no change.</summary>
    public bool IsUnchangedSince(long version) => Values is null || Version == version;

    /// <summary>Whether what is there is what was there when it had a version.</summary>
    public bool IsLeft(long version) => Values is not null && Version == version;

    /// <summary>The store has made room, which nobody asked for.</summary>
    public void Evict() => _values = null;

    /// <summary>Writes, or, with null, removes.</summary>
    public void Set(long[]? values, TimeSpan? timeToLive)
    {
        (_values, Version) = (values, Version + 1);
        _expiresAt = timeToLive is { } left ? time.GetTimestamp() + left.Ticks : long.MaxValue;
    }
}
