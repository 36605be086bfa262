using RedisAi.Simulation.Capacity;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Reporting;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Tests;

/// <summary>Holds the closed form to the simulation, where both can tell: rates and use without failures.</summary>
public sealed class CapacityModelTests
{
    private static readonly Scenario s_long = Known.Small with { Seconds = 60 };

    public static TheoryData<string> Names => [.. s_scenarios.Keys];

    private static readonly Dictionary<string, Scenario> s_scenarios = new()
    {
        ["write-behind"] = Known.Small,
        ["write-through"] = Known.Small with { Writes = WriteMode.Through },
        ["leases of owners"] = Known.Small with { Leases = LeaseScope.Process },
        ["long leases"] = s_long with { LeaseSeconds = 30, SessionTimeout = 40 },
        ["sessions given up early"] = s_long with { IdleRelease = 20 },
        ["half of the hints are wrong"] = Known.Small with { HintAccuracy = 0.5 },
        ["no hints"] = Known.Small with { HintAccuracy = 0, ThinkSeconds = 60, IdleRelease = 1e6 },
        ["busy sessions"] = Known.Small with { Sessions = 2_000, ThinkSeconds = 0.2, WriteInterval = 0.5 },
        ["sessions unlike each other"] = s_long with { ZipfExponent = 0.9, IdleRelease = 40 },
        ["large states"] = Known.Small with { StateBytes = 16 * 1024 },
        ["more states than memory"] = Known.Small with { StateBytes = 4096, LocalBytes = 20 << 20 },
        ["shared tensors"] = Known.Small with { SharedWritesPerSecond = 200 },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Model_and_simulation_agree_within_some_percent(string name)
    {
        Scenario scenario = s_scenarios[name];
        CapacityEstimate estimate = CapacityModel.Of(scenario, Known.Costs);
        SimulationResult result = Known.Run(scenario);

        Assert.Equal(result.AnswersPerSecond, estimate.StepsPerSecond, result.AnswersPerSecond * 0.02);
        Assert.Equal(result.ShardsBusy, estimate.ShardsBusy, result.ShardsBusy * 0.05);
        double busiest = result.Uses.First(static use => use.Resource == Use.Threads).Share;
        Assert.Equal(busiest, estimate.UseOf(Use.Threads), busiest * 0.1);
        foreach (JobKind kind in Enum.GetValues<JobKind>().Where(kind => result.Of(kind) > 20))
        {
            Assert.Equal(result.Of(kind), estimate.Of(kind), result.Of(kind) * 0.07);
        }

        double links = result.Uses.First(static use => use.Resource == Use.Links).Share;
        Assert.Equal(links, estimate.UseOf(Use.Links), links * 0.1);
    }

    [Fact]
    public void Renewals_are_two_for_each_lease_in_its_time()
    {
        CapacityEstimate estimate = CapacityModel.Of(Known.Small with { IdleRelease = 1e9 }, Known.Costs);

        Assert.Equal(200_000, estimate.Held, 1.0);
        Assert.Equal(40_000, estimate.Of(JobKind.Renew), 1.0);
    }

    [Fact]
    public void Most_sessions_leave_the_first_resource_just_comfortable()
    {
        double most = CapacityModel.MostSessions(Known.Small, Known.Costs);

        Use first = CapacityModel.Of(Known.Small with { Sessions = (int)most }, Known.Costs).First;

        Assert.Equal(Use.Threads, first.Resource);
        Assert.Equal(CapacityModel.Comfortable, first.Share, 0.001);
    }

    [Fact]
    public void Connection_behind_WAIT_breaks_first_where_one_process_writes_all()
    {
        Scenario one = Known.Small with { Processes = 1, Sessions = 30_000, ThinkSeconds = 10, Shards = 1, Writes = WriteMode.Through, WaitsForReplica = true };

        Assert.Equal(Use.Connections, CapacityModel.Of(one, Known.Costs).First.Resource);
        Assert.Equal(Use.Connections, Known.Run(one).First.Resource);
    }
}
