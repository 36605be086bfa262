namespace RedisAi.Server.Saving;

/// <summary>A process that is nothing but the server, and that a client may end.</summary>
internal interface IServerProcess
{
    /// <summary>Ends it, in order.</summary>
    void Stop();
}
