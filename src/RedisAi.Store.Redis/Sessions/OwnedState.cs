using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>A state of an owned session, as the writer knows it; its value is in memory. Guarded by the session's lock.</summary>
/// <param name="Key">The key in the engine.</param>
/// <param name="RedisKey">The key in Redis.</param>
internal sealed record OwnedState(string Key, RedisKey RedisKey)
{
    /// <summary>How long it lives after it was written; null for good.</summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>Whether it is there, as far as is known: it may have expired.</summary>
    public bool IsPresent { get; set; }

    /// <summary>Whether Redis does not have it as it is, nor is it on the way.</summary>
    public bool IsUnsent { get; set; }

    /// <summary>Whether the session's set in Redis has its key.</summary>
    public bool IsListed { get; set; }
}
