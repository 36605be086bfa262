using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Scenarios;
using RedisAi.Simulation.Statistics;

namespace RedisAi.Simulation.Reporting;

/// <summary>What came of a scenario, from the end of its warm-up on. Times are in seconds.</summary>
internal sealed record SimulationResult
{
    public required string Name { get; init; }

    public required double AnswersPerSecond { get; init; }

    /// <summary>Gets the answers of the worst whole second / those of the mean one.</summary>
    public required double WorstSecond { get; init; }

    public required double Mean { get; init; }

    public required double Median { get; init; }

    /// <summary>Gets the time within which 99 of 100 are answered.</summary>
    public required double P99 { get; init; }

    /// <summary>Gets the time within which 999 of 1,000 are answered.</summary>
    public required double P999 { get; init; }

    public required double Longest { get; init; }

    public required double MeanInFlight { get; init; }

    public required long Failed { get; init; }

    public required long Retried { get; init; }

    /// <summary>Gets the calls that waited for the lease of a dead owner and were answered.</summary>
    public required long Takeovers { get; init; }

    public required double TakeoverMedian { get; init; }

    public required double TakeoverLongest { get; init; }

    public required long LostSteps { get; init; }

    public required long ExposedSteps { get; init; }

    public required double RowsPerRun { get; init; }

    /// <summary>Gets the share of time that cores were busy, on the mean over all processes.</summary>
    public required double CoresBusy { get; init; }

    /// <summary>Gets the share of time that shards have work, on the mean.</summary>
    public required double ShardsBusy { get; init; }

    /// <summary>Gets how much of each resource is used.</summary>
    public required IReadOnlyList<Use> Uses { get; init; }

    /// <summary>Gets the commands per second, by <see cref="JobKind"/>.</summary>
    public required IReadOnlyList<double> CommandsPerSecond { get; init; }

    /// <summary>Gets how many events were simulated, the warm-up included.</summary>
    public required long Events { get; init; }

    public Use First => Use.First(Uses);

    public double Of(JobKind kind) => CommandsPerSecond[(int)kind];

    public static SimulationResult Of(World world)
    {
        Tally tally = world.Tally;
        double seconds = world.Now - tally.Began;
        return new SimulationResult
        {
            Name = world.Scenario.Name,
            AnswersPerSecond = tally.Answers.Count / seconds,
            WorstSecond = tally.AnswersPerSecond.Take((int)seconds).DefaultIfEmpty(0).Min() / Math.Max(1, tally.Answers.Count / seconds),
            Mean = tally.Answers.Mean,
            Median = tally.Answers.Percentile(0.5),
            P99 = tally.Answers.Percentile(0.99),
            P999 = tally.Answers.Percentile(0.999),
            Longest = tally.Answers.Max,
            MeanInFlight = tally.MeanInFlight(world.Now),
            Failed = tally.Failed,
            Retried = tally.Retried,
            Takeovers = tally.Takeovers.Count,
            TakeoverMedian = tally.Takeovers.Percentile(0.5),
            TakeoverLongest = tally.Takeovers.Max,
            LostSteps = tally.LostSteps,
            ExposedSteps = tally.ExposedSteps,
            RowsPerRun = tally.Runs == 0 ? 0 : (double)tally.Rows / tally.Runs,
            CoresBusy = world.Processes.Average(static process => process.BusySeconds) / world.Scenario.Cores / seconds,
            ShardsBusy = world.Shards.Average(static shard => shard.WorkSeconds) / seconds,
            Uses = UsesOf(world, seconds),
            CommandsPerSecond = [.. tally.Commands.Select(count => count / seconds)],
            Events = world.Events.Taken,
        };
    }

    private static Use[] UsesOf(World world, double seconds)
    {
        Scenario scenario = world.Scenario;
        return
        [
            new Use(Use.Cores, NeededOfCores(world) / scenario.Cores / scenario.Processes / seconds),
            new Use(Use.Threads, world.Shards.Max(static shard => shard.WorkSeconds) / seconds),
            new Use(Use.Links, world.Shards.Max(static shard => shard.Bytes) / scenario.LinkBytesPerSecond / seconds),
            new Use(Use.Connections, world.Processes.Max(static process => process.Holdings.Max(static holding => holding.BlockedSeconds)) / seconds),
        ];
    }

    /// <summary>The time that cores would need if every run were full: a busy one is no sign that there is too much to do, as runs grow then.</summary>
    private static double NeededOfCores(World world)
    {
        StepCost step = world.Measurements.Step;
        double spared = (world.Tally.Runs - ((double)world.Tally.Rows / world.Scenario.BatchSize)) * step.RunMicroseconds * 1e-6;
        return world.Processes.Sum(static process => process.BusySeconds) - spared;
    }
}
