using System.Diagnostics;
using System.Globalization;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>Has damaged files tried by a process, and by the next one from there on when that has ended.</summary>
/// <param name="kind">What RedisAi.FuzzHost is to do.</param>
/// <param name="corpus">The folder of undamaged files.</param>
/// <param name="scratch">A folder for what the process writes: one that crashes removes nothing.</param>
/// <param name="seed">What the damage is drawn from.</param>
/// <param name="plan">How many files, and how long.</param>
/// <param name="library">The environment variable that names the native library, and its value.</param>
public sealed class FuzzParent(string kind, string corpus, string scratch, int seed, FuzzPlan plan, (string Variable, string Path) library)
{
    /// <summary>The process ends itself when a file takes too long; this is for one that cannot even do that.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private const int HangExitCode = 99;
    private const int MemoryExitCode = 98;

    private readonly FuzzReport _report = new();
    private readonly long _started = Stopwatch.GetTimestamp();

    public async Task<FuzzReport> RunAsync()
    {
        int first = 0;
        while (first < plan.Count && !IsOver)
        {
            first = await RunChildAsync(first);
        }

        _report.IsComplete = first >= plan.Count;
        return _report;
    }

    private bool IsOver => plan.IsOver(_report.Tried, Stopwatch.GetElapsedTime(_started));

    /// <summary>Returns the number of the file to go on with; <see cref="FuzzPlan.Count"/> when there are no more.</summary>
    private async Task<int> RunChildAsync(int first)
    {
        using ChildProcess child = FuzzHost.Start([kind, corpus, scratch, Text(seed), Text(first), Text(plan.Count - first)], library.Variable, library.Path);
        int current = -1;
        string description = "";
        try
        {
            while (!IsOver && await child.ReadLineAsync(s_patience) is { } line)
            {
                string[] words = line.Split(' ', 3);
                if (words[0] == "end")
                {
                    return plan.Count;
                }

                current = int.Parse(words[1], CultureInfo.InvariantCulture);
                description = words[0] == "start" && words.Length > 2 && words[2].Length > 0 ? $" ({words[2]})" : description;
                Note(words);
            }
        }
        catch (TimeoutException)
        {
            return Died(current, $"{description} was silent");
        }

        return IsOver ? current + 1 : Died(current, $"{description} {Describe(child.ExitCode)} {Beginning(await child.ErrorsAsync())}");
    }

    private void Note(string[] words)
    {
        switch (words[0])
        {
            case "start":
                _report.Tried++;
                break;
            case "wrong":
                _report.Failures.Add($"FUZZ_SEED={seed}, file {words[1]}: {words[2]}");
                break;
            default:
                _report.Counts[words[0]]++;
                break;
        }
    }

    private int Died(int current, string how)
    {
        Assert.True(current >= 0, $"The process ended before its first file: it{how}");
        _report.Deaths.Add($"File {current}{how}");
        return current + 1;
    }

    private static string Describe(int exitCode) => exitCode switch
    {
        HangExitCode => "hung.",
        MemoryExitCode => "took more than 2 GB.",
        _ => $"ended the process with code {exitCode}:",
    };

    private static string Beginning(string errors)
    {
        string line = errors.ReplaceLineEndings(" ");
        return line[..Math.Min(line.Length, 300)];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
