namespace RedisAi.Store.Redis;

/// <summary>What the local cache knows of a key.</summary>
internal enum CacheLookup
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>A tensor that the server would give, too: it would have told of a write.</summary>
    Current,

    /// <summary>A tensor of which the server must be asked whether its version is the same.</summary>
    Unchecked,
}
