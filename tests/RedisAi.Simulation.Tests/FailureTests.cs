using System.Text.Json;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Reporting;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Tests;

public sealed class FailureTests
{
    private static readonly Scenario s_crash = Known.Small with { Failures = [new Failure(FailureKind.Crash, 8)] };

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Without_failures_nothing_is_lost_late_or_done_again(bool isThrough, bool areLeasesOfOwners)
    {
        SimulationResult result = Known.Run(Known.Small with { Writes = isThrough ? WriteMode.Through : WriteMode.Behind, Leases = areLeasesOfOwners ? LeaseScope.Process : LeaseScope.Session });

        Assert.Equal((0L, 0L, 0L, 0L), (result.LostSteps, result.ExposedSteps, result.Failed, result.Retried));
        Assert.Equal(0, result.Takeovers);
        Assert.InRange(result.WorstSecond, 0.9, 1);
    }

    [Fact]
    public void Same_seed_gives_the_same_result_and_another_seed_another_one()
    {
        string first = JsonSerializer.Serialize(Known.Run(s_crash));

        Assert.Equal(first, JsonSerializer.Serialize(Known.Run(s_crash)));
        Assert.NotEqual(first, JsonSerializer.Serialize(Known.Run(s_crash with { Seed = 2 })));
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public void Sessions_of_a_dead_process_are_answered_again_within_the_time_of_the_lease(double leaseSeconds, bool areLeasesOfOwners)
    {
        SimulationResult result = Known.Run(s_crash with { LeaseSeconds = leaseSeconds, Leases = areLeasesOfOwners ? LeaseScope.Process : LeaseScope.Session });

        // A twentieth of the sessions, of which those speak that think no longer than the lease lives.
        Assert.InRange(result.Takeovers, 10_000 * leaseSeconds / 60, 10_000 * leaseSeconds / 25);
        Assert.InRange(result.TakeoverLongest, leaseSeconds * 0.5, leaseSeconds + 0.02);
        Assert.Equal(0, result.Failed);
    }

    [Fact]
    public void Calls_that_may_not_wait_for_the_lease_fail_and_do_not_hang()
    {
        SimulationResult result = Known.Run(s_crash with { SessionTimeout = 1 });

        Assert.InRange(result.Failed, 1000, 4000);
        Assert.InRange(result.Longest, 0, 1);
        Assert.InRange(result.MeanInFlight, 0, 1500);
    }

    [Fact]
    public void Write_through_loses_no_answered_step_when_a_process_dies()
    {
        SimulationResult result = Known.Run(s_crash with { Writes = WriteMode.Through });

        Assert.Equal(0, result.LostSteps);
        Assert.True(result.Takeovers > 0);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Write_behind_loses_no_more_than_the_steps_of_half_an_interval(double interval)
    {
        long[] lost = [.. Enumerable.Range(1, 8).Select(seed => Known.Run(s_crash with { WriteInterval = interval, ThinkSeconds = 6, Seconds = 6, Seed = (ulong)seed }).LostSteps)];

        // 1,667 steps a second by each process, which writes twice in an interval and dies at any time.
        double whole = 1667 * interval / 2;
        Assert.All(lost, steps => Assert.InRange(steps, 0, whole * 1.3));
        Assert.InRange(lost.Average(), whole * 0.2, whole * 0.8);
    }

    [Fact]
    public void Deploy_loses_nothing_and_fails_nothing()
    {
        Scenario deploy = Known.Small with { Seconds = 60, RestartSeconds = 2, Failures = [new Failure(FailureKind.Deploy, 6, Count: 2)] };

        SimulationResult result = Known.Run(deploy);

        Assert.Equal((0L, 0L, 0L), (result.LostSteps, result.Failed, result.Takeovers));
        Assert.InRange(result.Of(JobKind.Release) * 60, 150_000, 450_000);
        Assert.InRange(result.Longest, 0, 0.5);
    }

    [Fact]
    public void Shard_that_is_away_delays_what_waits_for_it_and_no_longer_than_that_and_the_backlog()
    {
        Scenario failover = Known.Small with { Writes = WriteMode.Through, Failures = [new Failure(FailureKind.Failover, 8, Seconds: 3)] };

        SimulationResult result = Known.Run(failover);

        Assert.InRange(result.Longest, 2.9, 4);
        Assert.Equal(0, result.Failed);
        Assert.InRange(result.WorstSecond, 0.4, 0.65);
    }

    [Fact]
    public void Write_behind_waits_for_a_shard_that_is_away_once_something_is_late()
    {
        Scenario failover = Known.Small with { IdleRelease = 1e6, Failures = [new Failure(FailureKind.Failover, 8, Seconds: 3)] };

        SimulationResult result = Known.Run(failover);

        Assert.InRange(result.Longest, 2.7, 3.5);
        Assert.InRange(result.WorstSecond, 0.4, 0.75);
    }

    [Fact]
    public void Write_behind_loses_no_more_than_an_interval_when_a_process_dies_while_a_shard_is_away()
    {
        Scenario both = Known.Small with { ThinkSeconds = 6, IdleRelease = 1e6, Failures = [new Failure(FailureKind.Failover, 8, Seconds: 5), new Failure(FailureKind.Crash, 10)] };

        // 167 steps in an interval.
        Assert.InRange(Known.Run(both).LostSteps, 10, 250);
    }

    [Fact]
    public void Renewals_that_do_not_come_back_in_time_make_owners_take_their_sessions_again()
    {
        Scenario failover = Known.Small with { Writes = WriteMode.Through, Failures = [new Failure(FailureKind.Failover, 8, Seconds: 13)] };

        SimulationResult result = Known.Run(failover);

        Assert.InRange(result.Of(JobKind.Take) * 20, 5_000, 100_000);
        Assert.InRange(result.Longest, 12.5, 13.5);
    }

    [Theory]
    [InlineData(false, 1, 100)]
    [InlineData(true, 0, 0)]
    public void Steps_that_no_replica_has_are_exposed_by_a_failover_unless_they_wait_for_one(bool waits, int least, int most)
    {
        Scenario failover = Known.Small with
        {
            Writes = WriteMode.Through,
            WaitsForReplica = waits,
            ReplicaLagSeconds = 0.01,
            Failures = [new Failure(FailureKind.Failover, 8, Seconds: 3)],
        };

        Assert.InRange(Known.Run(failover).ExposedSteps, least, most);
    }

    [Fact]
    public void Steps_move_with_their_sessions_where_the_balancer_knows_no_owners()
    {
        SimulationResult result = Known.Run(Known.Small with { HintAccuracy = 0, IdleRelease = 1e6 });

        Assert.Equal(result.AnswersPerSecond * 19 / 20, result.Of(JobKind.HandOver), result.AnswersPerSecond * 0.02);
        Assert.InRange(result.Median, 3 * 0.0002, 6 * 0.0002);
    }

    [Fact]
    public void Slow_network_slows_write_through_and_not_write_behind()
    {
        Failure slow = new(FailureKind.SlowNetwork, 5, Seconds: 100, RoundTripSeconds: 0.05);

        Assert.InRange(Known.Run(Known.Small with { Failures = [slow], Writes = WriteMode.Through, IdleRelease = 1e6 }).Median, 0.048, 0.055);
        Assert.InRange(Known.Run(Known.Small with { Failures = [slow], IdleRelease = 1e6 }).Median, 0, 0.0001);
    }
}
