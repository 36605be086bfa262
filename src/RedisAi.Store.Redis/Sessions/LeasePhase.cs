namespace RedisAi.Store.Redis;

/// <summary>What a process has of a session.</summary>
internal enum LeasePhase
{
    /// <summary>It asks for the lease.</summary>
    Taking,

    /// <summary>It has the lease, and the states.</summary>
    Held,

    /// <summary>No call can begin any more; what is not written yet is written, and the lease is given up with it.</summary>
    Releasing,

    /// <summary>It has nothing any more.</summary>
    Ended,
}
