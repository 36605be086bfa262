namespace RedisAi.Cli.CommandLine;

/// <summary>A command cannot be done; the message is the sentence for whoever typed it, with the remedy.</summary>
/// <param name="message">The sentence.</param>
/// <param name="innerException">What caused it, if anything did.</param>
internal sealed class CliException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; private init; } = ExitCodes.Failed;

    /// <summary>What was typed makes no sense.</summary>
    public static CliException NotUnderstood(string message) => new(message) { ExitCode = ExitCodes.NotUnderstood };
}
