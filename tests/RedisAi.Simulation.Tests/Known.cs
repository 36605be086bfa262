using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Reporting;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Tests;

/// <summary>Costs in round numbers, and a small deployment that they leave room for.</summary>
internal static class Known
{
    public static Measurements Costs { get; } = new()
    {
        Machine = "none",
        Server = "none",
        Client = "none",
        Store = new StoreCosts
        {
            Turn = new CommandCost(2, 0),
            Set = new CommandCost(2, 0.5),
            Read = new CommandCost(2, 0.5),
            Write = new CommandCost(8, 1),
            Take = new CommandCost(10, 0.5),
            Refusal = new CommandCost(5, 0),
            Renewal = new CommandCost(4, 0),
            RenewalTogether = new CommandCost(2, 0),
            Tracking = new CommandCost(1, 0),
            Release = new CommandCost(4, 0),
            Notice = new CommandCost(2, 0),
            Invalidation = new CommandCost(1, 0),
            Replica = new CommandCost(1, 0.2),
            StreamAdd = new CommandCost(2, 0),
            StreamRead = new CommandCost(1, 0),
            StreamFinish = new CommandCost(10, 0),
        },
        ClientMicroseconds = 2,
        RoundTripMicroseconds = 40,
        ReplicaMicroseconds = 100,
        BytesPerSession = 2000,
        MixMicroseconds = 1,
        MixPredictedMicroseconds = 1,
        Step = new StepCost(16, 4),
        StepSource = "none",
    };

    /// <summary>20 processes, 200,000 sessions: 6,667 steps a second.</summary>
    public static Scenario Small { get; } = new()
    {
        Name = "small",
        Processes = 20,
        Sessions = 200_000,
        Shards = 2,
        SessionTimeout = 15,
        WarmUpSeconds = 5,
        Seconds = 20,
    };

    public static SimulationResult Run(Scenario scenario) => Deployment.Run(scenario, Costs);
}
