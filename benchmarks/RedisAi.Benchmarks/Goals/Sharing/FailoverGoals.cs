using System.Diagnostics;
using System.Globalization;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>What is lost with masters that are killed, of what a replica has acknowledged: the rounds are those of the tests, which check it.</summary>
internal static class FailoverGoals
{
    private const string Tests = "RedisAi.Store.Redis.Tests";
    private const string Test = "*Nothing_that_a_replica_has_acknowledged_is_lost_with_a_killed_master";

    /// <summary>What the line of the report begins with; how many were lost follows, and of how many.</summary>
    private const string Line = "failover-lost ";

    private const int Rounds = 5;

    public static IEnumerable<GoalRow> Rows => [new("failover-lost", Lost)];

    private static Goal? Lost(string name)
    {
        string program = ProgramPath();
        if (!File.Exists(program) || !OperatingSystem.IsLinux())
        {
            Console.WriteLine($"{name} was not measured: it needs {program}, which is built with the solution.");
            return null;
        }

        string report = Path.GetTempFileName();
        try
        {
            (int code, string output) = Run(program, report);
            if (File.ReadLines(report).FirstOrDefault(static line => line.StartsWith(Line, StringComparison.Ordinal)) is { } found)
            {
                string[] parts = found[Line.Length..].Split(" of ", 2);
                return Goal.AtMost(name, double.Parse(parts[0], CultureInfo.InvariantCulture), "writes", 0) with { Note = code == 0 ? parts[1] : $"FAILED, {parts[1]}" };
            }

            if (code != 0)
            {
                throw new InvalidOperationException($"The rounds ended with exit code {code}: {output}");
            }

            Console.WriteLine($"{name} was not measured: install redis-server and redis-sentinel.");
            return null;
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static (int Code, string Output) Run(string program, string report)
    {
        ProcessStartInfo start = new("dotnet", [program, "--no-ansi", "--no-progress", "--filter-method", Test]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["REDIS_REPORT"] = report;
        start.Environment["REDIS_ROUNDS"] = RoundCount.Of(Rounds).ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>The program of the tests where it is built, of the same configuration as this one.</summary>
    private static string ProgramPath()
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", Tests, configuration, $"{Tests}.dll"));
    }
}
