using RedisAi.Cli.Output;

namespace RedisAi.Cli.CommandLine;

/// <summary>Says why a command has failed, in one sentence with the remedy.</summary>
internal static class Failure
{
    /// <summary>Tells it, and returns what the process ends with.</summary>
    public static int Tell(Exception error, Terminal terminal, bool isVerbose, CancellationToken interrupted)
    {
        if (error is OperationCanceledException && interrupted.IsCancellationRequested)
        {
            terminal.Complain("Interrupted.");
            return ExitCodes.Interrupted;
        }

        terminal.Complain(Sentence(error));
        if (isVerbose)
        {
            terminal.Errors.WriteLine(error);
        }

        return error is CliException failure ? failure.ExitCode : ExitCodes.Failed;
    }

    private static string Sentence(Exception error) => error switch
    {
        RedisAiConnectionException when IsAboutPassword(error.Message) => $"{Ended(error.Message)} Give the password in the address, redisai://user:password@host:port, or in the variable REDIS_PASSWORD.",
        RedisAiConnectionException => $"{Ended(error.Message)} Is a server running there? 'redisai serve' starts one; --target or the variable REDISAI_TARGET names another.",
        ArgumentException { ParamName: { } parameter } => Ended(error.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal)),
        CliException or RedisAiException or IOException or InvalidDataException or UnauthorizedAccessException or TimeoutException or ArgumentException or NotSupportedException => Ended(error.Message),
        _ => $"This should not happen: {Ended(error.Message)} Please report it, with what --verbose adds.",
    };

    private static bool IsAboutPassword(string message) =>
        message.Contains("NOAUTH", StringComparison.Ordinal) || message.Contains("WRONGPASS", StringComparison.Ordinal) || message.Contains("invalid password", StringComparison.OrdinalIgnoreCase);

    private static string Ended(string message) => message.EndsWith('.') ? message : $"{message}.";
}
