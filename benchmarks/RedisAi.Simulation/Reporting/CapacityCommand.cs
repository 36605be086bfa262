using RedisAi.Simulation.Capacity;
using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Reporting;

/// <summary>What scenarios need by the capacity model, as a table; failures are nothing that it knows, and whose scenario has some is left out.</summary>
internal static class CapacityCommand
{
    public static void Run(IReadOnlyList<Scenario> scenarios, Measurements measurements)
    {
        Table table = new("scenario", "masters", "with an owner", "writes/s", "renewals/s", "takings/s", "moves/s", "busiest thread", "its network", "WAIT", "sessions at 70 %");
        foreach (Scenario scenario in scenarios.Where(static scenario => scenario.Failures.Count == 0))
        {
            CapacityEstimate estimate = CapacityModel.Of(scenario, measurements);
            table.Add(
                $"`{scenario.Name}`", $"{scenario.Shards}", Text.Count(estimate.Held),
                Text.Count(estimate.Of(JobKind.Write) + estimate.Of(JobKind.Flush)), Text.Count(estimate.Of(JobKind.Renew)), Text.Count(estimate.Of(JobKind.Take)), Text.Count(estimate.Of(JobKind.HandOver)),
                Text.Share(estimate.UseOf(Use.Threads)), Text.Share(estimate.UseOf(Use.Links)), Text.Share(estimate.UseOf(Use.Connections)), Text.Count(CapacityModel.MostSessions(scenario, measurements)));
        }

        table.Print(Console.Out);
    }
}
