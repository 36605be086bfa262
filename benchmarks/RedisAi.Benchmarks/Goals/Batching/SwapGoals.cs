namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>What swaps of a model do to those who call it, and to memory.</summary>
internal static class SwapGoals
{
    private const double MiB = 1 << 20;

    private static readonly Lazy<SwapResult> s_result = new(SwapProcess.Run);

    public static IEnumerable<GoalRow> Rows => [new("swap-failures", Failures), new("swap-handles", Handles), new("swap-memory-mb", Memory)];

    private static Goal Failures(string name)
    {
        SwapResult result = s_result.Value;
        return Goal.AtMost(name, result.Failed + result.Stale, "calls", 0) with { Note = $"{result.Failed} failed, {result.Stale} stale, {result.Answered:N0} answered{(result.Failure is { } failure ? $"; {failure}" : "")}" };
    }

    private static Goal Handles(string name) => Goal.AtMost(name, Grown(static footprint => footprint.Handles), "objects", 0);

    private static Goal? Memory(string name)
    {
        if (s_result.Value.After.NativeBytes is null)
        {
            Console.WriteLine($"{name} was not measured: only glibc tells what is in use.");
            return null;
        }

        double native = Grown(static footprint => footprint.NativeBytes!.Value) / MiB;
        double managed = Grown(static footprint => footprint.ManagedBytes) / MiB;
        double process = Grown(static footprint => footprint.ProcessBytes) / MiB;
        return Goal.AtMost(name, native + managed, "MiB", 2) with { Note = $"native {native:F2}, managed {managed:F2}; the process {process:F1}" };
    }

    private static double Grown(Func<Footprint, long> part) => part(s_result.Value.After) - part(s_result.Value.Before);
}
