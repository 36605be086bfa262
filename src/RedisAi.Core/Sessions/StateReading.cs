namespace RedisAi.Sessions;

/// <summary>What there was of a session's states when a call read them.</summary>
internal enum StateReading
{
    /// <summary>Not all of them, or none: the call starts anew.</summary>
    Absent,

    /// <summary>All of them, and the call goes on from there.</summary>
    Present,

    /// <summary>All of them, by another version, and turned into this one's.</summary>
    Migrated,

    /// <summary>All of them, by another version that they are no use to: the call starts anew, and they are there until the next ones are written.</summary>
    Unusable,
}
