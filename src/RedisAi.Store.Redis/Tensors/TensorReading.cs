namespace RedisAi.Store.Redis;

/// <summary>What a read of a tensor brings beside it.</summary>
internal enum TensorReading
{
    /// <summary>Nothing.</summary>
    Alone,

    /// <summary>The time that it has left.</summary>
    WithTimeToLive,

    /// <summary>The time that it has left, and news: the server is asked to tell of the next write to the key, see <see cref="FollowedRead"/>.</summary>
    Followed,
}
