namespace RedisAi.Store.Redis;

/// <summary>What became of a write.</summary>
internal enum WriteOutcome
{
    /// <summary>The session is another process's, and the write was not done.</summary>
    Refused = 0,

    /// <summary>It is done.</summary>
    Done = 1,

    /// <summary>It was done before, and the session is another process's by now.</summary>
    DoneBefore = 2,

    /// <summary>The session is another process's, and whether the write was done before is not known any more.</summary>
    Doubtful = 3,
}
