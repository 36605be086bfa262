namespace RedisAi.Server.Protocol;

/// <summary>How far the parser has come.</summary>
internal enum RequestStatus
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>A command is there.</summary>
    Complete,

    /// <summary>What has come is no command, and nothing after it can be understood.</summary>
    Refused,
}
