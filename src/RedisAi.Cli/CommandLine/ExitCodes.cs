namespace RedisAi.Cli.CommandLine;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int Failed = 1;

    public const int NotUnderstood = 2;
}
