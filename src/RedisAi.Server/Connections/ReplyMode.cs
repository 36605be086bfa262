namespace RedisAi.Server.Connections;

/// <summary>Whether a client gets replies, as CLIENT REPLY says.</summary>
internal enum ReplyMode
{
    On,
    Off,

    /// <summary>Not to the next command.</summary>
    SkipNext,

    /// <summary>Not to this command.</summary>
    Skip,
}
