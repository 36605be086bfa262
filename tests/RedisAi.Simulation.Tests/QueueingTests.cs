using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Reporting;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Tests;

/// <summary>Holds the simulation to what is known of queues: with nothing but one shard that takes 100 us for a write.</summary>
public sealed class QueueingTests
{
    private const double Service = 100e-6;

    private static readonly CommandCost s_nothing = new(0, 0);

    private static readonly Measurements s_onlyWrites = Known.Costs with
    {
        Store = Known.Costs.Store with { Turn = s_nothing, Tracking = s_nothing, Write = new CommandCost(100, 0) },
        Step = new StepCost(0, 0),
        ClientMicroseconds = 0,
    };

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.85)]
    public void Shard_whose_times_vary_exponentially_answers_as_an_MM1_queue(double use)
    {
        SimulationResult result = Deployment.Run(OneShard(use, variation: 1), s_onlyWrites);

        Assert.Equal(use, result.ShardsBusy, use * 0.02);
        Assert.Equal(Service / (1 - use), result.Mean, Service / (1 - use) * 0.05);
        Assert.Equal(-Math.Log(0.01) * Service / (1 - use), result.P99, -Math.Log(0.01) * Service / (1 - use) * 0.1);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.85)]
    public void Shard_whose_times_are_all_alike_answers_as_an_MD1_queue(double use)
    {
        SimulationResult result = Deployment.Run(OneShard(use, variation: 0), s_onlyWrites);

        double expected = Service * (1 + (use / (2 * (1 - use))));
        Assert.Equal(expected, result.Mean, expected * 0.04);
    }

    [Fact]
    public void Round_trip_is_added_to_each_answer_that_waits_for_the_store()
    {
        SimulationResult near = Deployment.Run(OneShard(0.3, variation: 0), s_onlyWrites);
        SimulationResult far = Deployment.Run(OneShard(0.3, variation: 0) with { RoundTripSeconds = 0.002 }, s_onlyWrites);

        Assert.Equal(near.Mean + 0.002, far.Mean, 0.00005);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Calls_under_way_are_their_rate_times_their_time(bool isThrough)
    {
        SimulationResult result = Known.Run(Known.Small with { Writes = isThrough ? WriteMode.Through : WriteMode.Behind });

        // Little's law.
        double expected = result.AnswersPerSecond * result.Mean;
        Assert.Equal(expected, result.MeanInFlight, expected * 0.02);
    }

    [Fact]
    public void Sessions_make_as_many_steps_as_their_think_times_allow()
    {
        SimulationResult result = Known.Run(Known.Small);

        Assert.Equal(200_000 / 30.0, result.AnswersPerSecond, 100.0);
    }

    [Fact]
    public void Runs_become_larger_where_cores_have_more_to_do_than_one_row_at_a_time_allows()
    {
        // One core: 20 us a row alone, 4.25 us in runs of 64.
        Scenario one = Known.Small with { Processes = 1, Cores = 1, Sessions = 100_000, ThinkSeconds = 1, Shards = 8 };

        SimulationResult result = Known.Run(one);

        Assert.Equal(100_000, result.AnswersPerSecond, 1500.0);
        Assert.InRange(result.RowsPerRun, 2, 8);
        Assert.InRange(result.CoresBusy, 0.95, 1.001);
        Assert.InRange(result.Uses.First(static use => use.Resource == Use.Cores).Share, 0.5, 0.9);
    }

    private static Scenario OneShard(double use, double variation) => new()
    {
        Name = "one shard",
        Processes = 10,
        Cores = 64,
        Sessions = 100_000,
        ThinkSeconds = 100_000 * Service / use,
        Shards = 1,
        Replicas = 0,
        RoundTripSeconds = 0,
        ServiceVariation = variation,
        Writes = WriteMode.Through,
        LeaseSeconds = 1e6,
        IdleRelease = 1e9,
        WarmUpSeconds = 5,
        Seconds = 100,
    };
}
