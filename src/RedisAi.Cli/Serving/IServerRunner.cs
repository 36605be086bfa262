namespace RedisAi.Cli.Serving;

/// <summary>Runs a server in this process.</summary>
internal interface IServerRunner
{
    /// <summary>Whether it can serve over HTTP, too. Where it cannot, <see cref="ServeSettings.HttpPort"/> is null, and the option for it is not offered.</summary>
    bool ServesHttp { get; }

    /// <summary>Serves until it is told to end.</summary>
    Task RunAsync(ServeSettings settings, CancellationToken cancellationToken);
}
