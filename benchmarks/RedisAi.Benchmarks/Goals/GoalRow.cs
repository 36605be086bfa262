using System.Diagnostics;

namespace RedisAi.Benchmarks.Goals;

/// <summary>A row that is not measured yet.</summary>
/// <param name="Name">The name of the row.</param>
/// <param name="Take">Measures it, under that name; null, once it has said why, where that is impossible.</param>
internal sealed record GoalRow(string Name, Func<string, Goal?> Take)
{
    public Goal? Measure()
    {
        long started = Stopwatch.GetTimestamp();
        Goal? goal = Take(Name);
        return goal is null ? null : goal with { Seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1) };
    }
}
