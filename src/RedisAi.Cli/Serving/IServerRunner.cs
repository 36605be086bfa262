namespace RedisAi.Cli.Serving;

/// <summary>Runs a server in this process.</summary>
internal interface IServerRunner
{
    /// <summary>Serves until it is told to end.</summary>
    Task RunAsync(ServeSettings settings, CancellationToken cancellationToken);
}
