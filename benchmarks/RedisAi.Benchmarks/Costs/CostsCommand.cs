using System.Diagnostics;

namespace RedisAi.Benchmarks.Costs;

/// <summary>Figures that no ratio tells: of a start, of a process that does nothing, of very many models, sessions and strings, of very big tensors, and of waiting for replicas.</summary>
/// <remarks>Each topic runs in a process of its own, since what one leaves behind would be in the figures of the next.</remarks>
internal static class CostsCommand
{
    /// <summary>The argument that makes this program measure one topic.</summary>
    public const string Single = "cost";

    private static readonly (string Name, Func<IEnumerable<Cost>> Measure)[] s_topics =
    [
        ("start", StartCosts.Measure),
        ("raw-start", StartCosts.MeasureRaw),
        ("idle", IdleCosts.Measure),
        ("models", ManyModelsCosts.Measure),
        ("sessions", ExpiringSessionsCosts.Measure),
        ("strings", StringCosts.Measure),
        ("big", BigTensorCosts.Measure),
        ("listeners", ListenerCosts.Measure),
        ("replicas", ReplicaCosts.Measure),
    ];

    /// <param name="names">The topics to measure; empty for all.</param>
    public static int Run(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(static name => !Array.Exists(s_topics, topic => topic.Name == name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no topic '{unknown}'. Use: costs [{string.Join("|", s_topics.Select(static topic => topic.Name))}]");
            return 2;
        }

        bool failed = false;
        foreach ((string name, _) in s_topics.Where(topic => names.Count == 0 || names.Contains(topic.Name)))
        {
            Console.WriteLine(name);
            using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Single, name]) { UseShellExecute = false })!;
            process.WaitForExit();
            failed |= process.ExitCode != 0;
        }

        return failed ? 1 : 0;
    }

    /// <summary>Measures one topic in this process.</summary>
    public static int RunSingle(string name)
    {
        foreach (Cost cost in s_topics.First(topic => topic.Name == name).Measure())
        {
            Console.WriteLine($"  {cost}");
        }

        return 0;
    }
}
