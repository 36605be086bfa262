using RedisAi.Cli.Output;
using RedisAi.Cli.Serving;

namespace RedisAi.Cli.CommandLine;

/// <summary>What commands use of the world.</summary>
internal sealed record CliServices
{
    /// <summary>Where they write.</summary>
    public required Terminal Terminal { get; init; }

    /// <summary>The variables of the environment.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>What serves.</summary>
    public IServerRunner Server { get; init; } = new RespServerRunner();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
