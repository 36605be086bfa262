using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>Has damaged files tried by a process, and by the next one from there on when that has ended.</summary>
public sealed class FuzzParent(string kind, string corpus, int seed, int count, TimeSpan budget, (string Variable, string Path) library)
{
    /// <summary>The process ends itself when a file takes 10 seconds; this is for one that cannot even do that.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private const int HangExitCode = 99;
    private const int MemoryExitCode = 98;

    private readonly FuzzReport _report = new();
    private readonly long _started = Stopwatch.GetTimestamp();

    public async Task<FuzzReport> RunAsync()
    {
        for (int first = 0; first < count && !IsOver;)
        {
            first = await RunChildAsync(first);
        }

        return _report;
    }

    private bool IsOver => Stopwatch.GetElapsedTime(_started) > budget;

    /// <summary>Returns the number of the file to go on with.</summary>
    private async Task<int> RunChildAsync(int first)
    {
        using FuzzChild child = new([kind, corpus, Text(seed), Text(first), Text(count - first)], library.Variable, library.Path);
        int current = -1;
        string description = "";
        try
        {
            while (!IsOver && await child.ReadLineAsync(s_patience) is { } line)
            {
                string[] words = line.Split(' ', 3);
                if (words[0] == "end")
                {
                    return count;
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

        return IsOver ? count : Died(current, $"{description} {Describe(child.ExitCode)} {await child.ErrorsAsync()}");
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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
