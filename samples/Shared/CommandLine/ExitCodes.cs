namespace RedisAi.Samples.CommandLine;

/// <summary>What a sample tells the shell.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>What shells make of a program that Ctrl-C ended.</summary>
    public const int Interrupted = 130;
}
