namespace RedisAi.Server;

/// <summary>An endpoint that was added to a host.</summary>
/// <remarks>Obtained from the container, which has one for each that was added, in that order.</remarks>
public interface IRespEndpoint
{
    /// <summary>Gets the port that it listens to; 0 before it has started, and for a Unix socket.</summary>
    int Port { get; }

    /// <summary>Gets how many clients are connected.</summary>
    int ClientCount { get; }
}
