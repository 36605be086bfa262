using Xunit;

namespace RedisAi.Testing.Redis;

/// <summary>The programs of Redis that tests start, where they are installed.</summary>
public static class RedisPrograms
{
    /// <summary>The server.</summary>
    public const string Server = "redis-server";

    /// <summary>What watches masters and replicas.</summary>
    public const string Sentinel = "redis-sentinel";

    /// <summary>The command line.</summary>
    public const string Cli = "redis-cli";

    /// <summary>Skips the test with the reason where one of the programs is missing.</summary>
    /// <param name="programs">Their names; <see cref="Server"/> when none is given.</param>
    public static void SkipUnlessInstalled(params IReadOnlyList<string> programs)
    {
        ArgumentNullException.ThrowIfNull(programs);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Redis servers are started on Linux only.");
        foreach (string program in programs.Count == 0 ? [Server] : programs)
        {
            Assert.SkipUnless(IsInstalled(program), $"There is no {program} on the path: Debian's package is {(program == Cli ? "redis-tools" : program)}.");
        }
    }

    /// <summary>Returns whether a program can be started.</summary>
    /// <param name="program">Its name.</param>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
