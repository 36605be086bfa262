using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Output;
using RedisAi.Cli.Serving;

namespace RedisAi.Cli.Tests;

/// <summary>A command, what it has written, and what it ended with.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a command whose output goes to a file or another program.</summary>
    public static Task<CliRun> Of(params string[] arguments) => new CliRunner().RunAsync(arguments);
}

/// <summary>Runs commands in this process.</summary>
internal sealed class CliRunner
{
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Gives the variables of the environment; those of <see cref="Environment"/> unless said.</summary>
    public Func<string, string?>? Variables { get; init; }

    public IServerRunner? Server { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether a person looks.</summary>
    public bool IsDrawn { get; init; }

    public async Task<CliRun> RunAsync(string[] arguments, CancellationToken interrupted = default)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        CliServices services = new()
        {
            Terminal = IsDrawn ? new Terminal(output, errors, Canvas.On(output), Canvas.On(errors)) : new Terminal(output, errors),
            Environment = Variables ?? Environment.GetValueOrDefault,
            Time = Time,
        };
        services = services with { Server = Server ?? services.Server };
        int exitCode = await RedisAiCommandLine.RunAsync(arguments, services, interrupted);
        return new CliRun(exitCode, output.ToString(), errors.ToString());
    }
}
