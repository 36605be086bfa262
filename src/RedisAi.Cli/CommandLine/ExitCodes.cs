namespace RedisAi.Cli.CommandLine;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int Failed = 1;

    public const int NotUnderstood = 2;

    /// <summary>What shells give a program that Ctrl+C has ended: 128 and the number of the signal.</summary>
    public const int Interrupted = 130;
}
