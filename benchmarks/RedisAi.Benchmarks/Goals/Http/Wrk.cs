using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RedisAi.Benchmarks.Goals.Http;

/// <summary>The load generator wrk, on the last core.</summary>
internal sealed partial class Wrk : IDisposable
{
    private readonly string _script = Path.GetTempFileName();

    /// <param name="body">What is sent, in JSON without backslashes and quotes of Lua's.</param>
    public Wrk(string body) => File.WriteAllText(_script, $"wrk.method = 'POST'\nwrk.body = '{body}'\nwrk.headers['Content-Type'] = 'application/json'\n");

    /// <summary>Gets whether it is installed.</summary>
    public static bool IsInstalled
    {
        get
        {
            try
            {
                // It has no option that ends well.
                using Process process = Process.Start(new ProcessStartInfo("wrk", ["-v"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
                process.WaitForExit();
                return true;
            }
            catch (Win32Exception)
            {
                return false;
            }
        }
    }

    /// <summary>Sends requests for a while.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="path">The address there.</param>
    /// <param name="connections">On how many connections.</param>
    /// <param name="seconds">How long.</param>
    /// <returns>The nanoseconds for each request.</returns>
    /// <exception cref="InvalidOperationException">Some requests failed.</exception>
    public double Run(int port, string path, int connections, int seconds)
    {
        string core = Text(Environment.ProcessorCount - 1);
        ProcessStartInfo start = new("taskset", ["-c", core, "wrk", "-t", "1", "-c", Text(connections), "-d", $"{Text(seconds)}s", "-s", _script, $"http://127.0.0.1:{Text(port)}{path}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Match rate = Rate().Match(output);
        return rate.Success && !output.Contains("Non-2xx", StringComparison.Ordinal) && !output.Contains("Socket errors", StringComparison.Ordinal)
            ? 1e9 / double.Parse(rate.Groups["rate"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"wrk says: {output}");
    }

    public void Dispose() => File.Delete(_script);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();
}
