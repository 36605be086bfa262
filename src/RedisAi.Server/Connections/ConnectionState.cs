namespace RedisAi.Server.Connections;

/// <summary>What a connection does, as the sweeper needs to know it.</summary>
internal enum ConnectionState
{
    /// <summary>It agrees on the encryption.</summary>
    Opening,

    /// <summary>It waits for bytes, and has a buffer for them.</summary>
    Receiving,

    /// <summary>It waits for bytes without a buffer.</summary>
    Idle,

    /// <summary>It executes a command.</summary>
    Executing,

    /// <summary>It waits until the client takes its replies.</summary>
    Sending,
}
