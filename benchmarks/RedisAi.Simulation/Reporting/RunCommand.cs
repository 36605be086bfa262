using System.Diagnostics;
using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Reporting;

/// <summary>Simulates scenarios, and prints a table of those in which nothing fails, and one of the others.</summary>
internal static class RunCommand
{
    public static void Run(IReadOnlyList<Scenario> scenarios, Measurements measurements)
    {
        Table steady = new("scenario", "what", "masters", "answers/s", "median", "p99", "p99.9", "longest", "failed", "fullest");
        Table failing = new("scenario", "what", "worst second", "p99", "p99.9", "longest", "failed", "waited for a lease", "median of these", "lost", "exposed", "threads");
        foreach (Scenario scenario in scenarios)
        {
            long started = Stopwatch.GetTimestamp();
            SimulationResult result = Deployment.Run(scenario, measurements);
            Console.Error.WriteLine($"{scenario.Name}: {Text.Count(result.Events)} events in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
            if (scenario.Failures.Count == 0)
            {
                AddSteady(steady, scenario, result);
            }
            else
            {
                AddFailing(failing, scenario, result);
            }
        }

        steady.Print(Console.Out);
        Console.WriteLine();
        failing.Print(Console.Out);
    }

    private static void AddSteady(Table table, Scenario scenario, SimulationResult result) => table.Add(
        $"`{scenario.Name}`", scenario.About, $"{scenario.Shards}", Text.Count(result.AnswersPerSecond),
        Text.Time(result.Median), Text.Time(result.P99), Text.Time(result.P999), Text.Time(result.Longest), Text.Count(result.Failed),
        $"{result.First}");

    private static void AddFailing(Table table, Scenario scenario, SimulationResult result) => table.Add(
        $"`{scenario.Name}`", scenario.About, Text.Share(result.WorstSecond),
        Text.Time(result.P99), Text.Time(result.P999), Text.Time(result.Longest), Text.Count(result.Failed),
        Text.Count(result.Takeovers), Text.Time(result.TakeoverMedian), Text.Count(result.LostSteps), Text.Count(result.ExposedSteps),
        Text.Share(result.ShardsBusy));
}
