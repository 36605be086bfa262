using RedisAi.Simulation.Capacity;
using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Reporting;

/// <summary>Lets the sessions of a scenario grow until something has no more to give, and prints what that is.</summary>
internal static class GrowCommand
{
    private static readonly double[] s_shares = [0.25, 0.5, 0.75, 0.9, 1, 1.1];

    public static void Run(IReadOnlyList<Scenario> scenarios, Measurements measurements)
    {
        Table table = new("scenario", "sessions", "answers/s", "median", "p99", "longest", "failed", "threads", "by the model", "fullest");
        foreach (Scenario scenario in scenarios)
        {
            double full = CapacityModel.MostSessions(scenario, measurements) / CapacityModel.Comfortable;
            foreach (double share in s_shares)
            {
                // No more than memory here has room for; what is simulated is then the same load on fewer processes.
                Scenario grown = Fitting(scenario with { Sessions = (int)(full * share) });
                SimulationResult result = Deployment.Run(grown, measurements);
                double factor = (double)scenario.Processes / grown.Processes;
                table.Add(
                    $"`{scenario.Name}`", Text.Count(full * share), Text.Count(result.AnswersPerSecond * factor), Text.Time(result.Median), Text.Time(result.P99), Text.Time(result.Longest), Text.Count(result.Failed * factor),
                    Text.Share(result.ShardsBusy), Text.Share(CapacityModel.Of(grown, measurements).ShardsBusy), $"{result.First}");
            }
        }

        table.Print(Console.Out);
    }

    private static Scenario Fitting(Scenario scenario) => scenario.Sessions <= 20_000_000 ? scenario : scenario.ScaledTo((int)(scenario.Processes * (20e6 / scenario.Sessions)));
}
