using System.Diagnostics;
using System.Text.Json;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Runs the swaps in a process of their own, which compiles each method once: what the JIT takes as it compiles methods anew is some megabytes of the same heap.</summary>
internal static class SwapProcess
{
    /// <summary>The argument that makes this program that process.</summary>
    public const string Command = "swaps";

    public static SwapResult Run()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Command]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredCompilation"] = "0";
        using Process process = Process.Start(start)!;
        string json = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<SwapResult>(json)! : throw new InvalidOperationException($"The swaps ended with exit code {process.ExitCode}.");
    }

    public static int Serve()
    {
        Console.WriteLine(JsonSerializer.Serialize(SwapRun.MeasureAsync().GetAwaiter().GetResult()));
        return 0;
    }
}
