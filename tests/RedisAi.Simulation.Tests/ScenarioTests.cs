using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Tests;

public sealed class ScenarioTests
{
    [Fact]
    public void Names_of_scenarios_are_all_different()
    {
        string[] names = [.. ScenarioBook.All.Select(static scenario => scenario.Name)];

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Unknown_name_is_refused_with_those_that_there_are()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ScenarioBook.Named(["rack", "wrack"]));

        Assert.Contains("'wrack'", error.Message, StringComparison.Ordinal);
        Assert.Contains("rack-through", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Smaller_scale_leaves_each_process_as_much_to_do()
    {
        Scenario small = Known.Small.ScaledTo(5);

        Assert.Equal((5, 50_000, 1), (small.Processes, small.Sessions, small.Shards));
    }

    [Fact]
    public void Committed_measurements_name_their_machine_and_have_costs_above_zero()
    {
        Measurements measurements = Measurements.ReadCommitted();

        Assert.NotEmpty(measurements.Machine);
        Assert.StartsWith("redis-server ", measurements.Server, StringComparison.Ordinal);
        StoreCosts store = measurements.Store;
        Assert.All(
            [store.Turn, store.Set, store.Read, store.Write, store.Take, store.Refusal, store.Renewal, store.Release, store.Notice, store.Invalidation, store.StreamAdd, store.StreamRead, store.StreamFinish],
            static cost => Assert.InRange(cost.Microseconds, 0.05, 200));
        Assert.InRange(measurements.BytesPerSession, 1024, 8192);
    }

    [Fact]
    public void Measurements_are_the_same_after_they_were_written_and_read()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, Known.Costs.ToJson());

        Assert.Equal(Known.Costs, Measurements.Read(path));
        File.Delete(path);
    }
}
