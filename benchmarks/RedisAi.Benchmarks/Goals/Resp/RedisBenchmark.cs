using System.Diagnostics;
using System.Globalization;

namespace RedisAi.Benchmarks.Goals.Resp;

/// <summary>Redis' own load generator, on the last core: the same client for both servers.</summary>
/// <param name="Clients">How many connections it has.</param>
/// <param name="Pipeline">How many commands each sends before it waits for the replies.</param>
/// <param name="Requests">How many commands a round has.</param>
internal sealed record RedisBenchmark(int Clients, int Pipeline, int Requests)
{
    /// <summary>Runs a command again and again.</summary>
    /// <param name="server">Whom it is sent to.</param>
    /// <param name="command">The command.</param>
    /// <param name="last">Its last argument, where that is bytes.</param>
    /// <returns>The nanoseconds for each command.</returns>
    public double Run(PinnedServer server, IEnumerable<string> command, byte[]? last = null)
    {
        string core = (Environment.ProcessorCount - 1).ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new("taskset", ["-c", core, "redis-benchmark", "-p", Text(server.Port), "-c", Text(Clients), "-P", Text(Pipeline), "-n", Text(Requests), "--csv"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (last is not null)
        {
            start.ArgumentList.Add("-x");
        }

        foreach (string argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        using (Stream input = process.StandardInput.BaseStream)
        {
            input.Write(last ?? []);
        }

        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return 1e9 / PerSecond(output);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The second column of the line after the titles.</summary>
    private static double PerSecond(string csv)
    {
        string line = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        string[] columns = line.Split("\",\"");
        return columns.Length > 1 && double.TryParse(columns[1], CultureInfo.InvariantCulture, out double perSecond) && perSecond > 0
            ? perSecond
            : throw new InvalidOperationException($"redis-benchmark gave no figure: '{line}'.");
    }
}
