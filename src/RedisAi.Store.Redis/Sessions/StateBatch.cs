namespace RedisAi.Store.Redis;

/// <summary>What one script writes of a session: all that has changed since the one before.</summary>
/// <param name="Order">Under what.</param>
/// <param name="States">The states.</param>
internal sealed record StateBatch(WriteOrder Order, SentState[] States)
{
    /// <summary>Since when the oldest of it is not kept by Redis, as a timestamp.</summary>
    public required long Since { get; init; }

    /// <summary>How long the set of the session's keys is kept, with the keys of the states; 0 for good, -1 where it stays as it is.</summary>
    public required long ListMilliseconds { get; init; }

    /// <summary>Those who wait until it is kept.</summary>
    public required WriteWaiters Waiters { get; init; }

    /// <summary>The bytes of the states.</summary>
    public long Bytes { get; } = States.Sum(static state => state.Value.IsEmpty ? 0 : (long)state.Value.ByteLength);

    /// <summary>Gives up the values, once they are encoded.</summary>
    public void ReleaseValues()
    {
        for (int i = 0; i < States.Length; i++)
        {
            if (!States[i].Value.IsEmpty)
            {
                States[i].Value.Release();
                States[i] = States[i] with { Value = default };
            }
        }
    }
}
