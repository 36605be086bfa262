using RedisAi.Simulation.Events;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Model;

/// <summary>What fails when, and what comes back.</summary>
/// <param name="world">What all parts share.</param>
internal sealed class Outages(World world)
{
    /// <summary>The steps that shards have written lately, which no replica may have.</summary>
    private readonly Queue<(double At, int Steps)>[] _exposed = [.. Enumerable.Range(0, world.Scenario.Shards).Select(static _ => new Queue<(double At, int Steps)>())];

    private int _nextToDeploy = int.MaxValue;

    public void ScheduleAll()
    {
        for (int i = 0; i < world.Scenario.Failures.Count; i++)
        {
            world.Events.Add(world.Scenario.Failures[i].At, EventKind.FailureBegins, i);
        }
    }

    public void Begin(int index)
    {
        Failure failure = world.Scenario.Failures[index];
        switch (failure.Kind)
        {
            case FailureKind.Crash:
                ForEach(failure.Count, Crash);
                break;
            case FailureKind.Failover:
                ForEach(failure.Count, shard => FailOver(shard, failure.Seconds));
                break;
            case FailureKind.SlowNetwork:
                world.RoundTripSeconds = failure.RoundTripSeconds;
                world.Events.Add(world.Now + failure.Seconds, EventKind.NetworkHeals);
                break;
            default:
                _nextToDeploy = 0;
                ForEach(failure.Count, _ => DrainNext());
                break;
        }
    }

    public void Heal() => world.RoundTripSeconds = world.Scenario.RoundTripSeconds;

    /// <summary>A shard has written steps that were answered, and its replicas do not have them yet.</summary>
    public void Expose(int shard, int steps)
    {
        Trim(shard);
        _exposed[shard].Enqueue((world.Now, steps));
    }

    /// <summary>A shard has taken back leases of a process that ends; with the last one, it ends.</summary>
    public void Released(int process)
    {
        SimulatedProcess ends = world.Processes[process];
        if (!ends.IsDraining || !Array.TrueForAll(ends.Holdings, static holding => holding.IsReleased))
        {
            return;
        }

        // It waits for its last flush, which nobody waits for otherwise: nothing is lost.
        world.Writer.FlushAll(process);
        world.Writer.LoseAll(process);
        Stop(process, releases: true);
    }

    public void Restart(int process)
    {
        world.Processes[process].Restart();
        StartTimers(process);
        if (_nextToDeploy < world.Processes.Length)
        {
            DrainNext();
        }
    }

    /// <summary>A process begins to write and to renew, at times of its own.</summary>
    public void StartTimers(int process)
    {
        SimulatedProcess starts = world.Processes[process];
        double renews = world.Random.NextDouble() * world.Scenario.LeaseSeconds / Leases.RenewalsPerLease;
        foreach (Holding holding in starts.Holdings)
        {
            holding.RenewedAt = world.Now + renews - (world.Scenario.LeaseSeconds / Leases.RenewalsPerLease);
        }

        world.Events.Add(world.Now + renews, EventKind.RenewalDue, process, starts.Incarnation);
        world.Events.Add(world.Now + (world.Random.NextDouble() * Writer.PeriodOf(world.Scenario)), EventKind.FlushDue, process, starts.Incarnation);
    }

    private static void ForEach(int count, Action<int> action)
    {
        for (int i = 0; i < count; i++)
        {
            action(i);
        }
    }

    private void Crash(int process)
    {
        if (world.Processes[process].IsAlive)
        {
            world.Tally.LostSteps += world.Writer.LoseAll(process);
            Stop(process, releases: false);
        }
    }

    private void Stop(int process, bool releases)
    {
        int[] waiting = [.. world.Processes[process].Waiting];
        world.Processes[process].End(releases);
        foreach (int call in waiting)
        {
            world.Balancer.RouteAgain(call);
        }

        world.Events.Add(world.Now + world.Scenario.RestartSeconds, EventKind.Restarted, process);
    }

    private void FailOver(int shard, double seconds)
    {
        Trim(shard);
        world.Tally.ExposedSteps += _exposed[shard].Sum(static written => written.Steps);
        world.Shards[shard].Fail(world.Now + seconds);
    }

    private void DrainNext()
    {
        while (_nextToDeploy < world.Processes.Length && !world.Processes[_nextToDeploy].TakesCalls)
        {
            _nextToDeploy++;
        }

        if (_nextToDeploy < world.Processes.Length)
        {
            Drain(_nextToDeploy++);
        }
    }

    private void Drain(int process)
    {
        SimulatedProcess drains = world.Processes[process];
        drains.IsDraining = true;
        world.Writer.FlushAll(process);
        for (int shard = 0; shard < drains.Holdings.Length; shard++)
        {
            if (drains.Holdings[shard].Owned == 0)
            {
                drains.ReleaseAll(shard);
            }
            else
            {
                world.Store.Send(JobKind.Release, process, shard, drains.Holdings[shard].Owned, bytesEach: 0);
            }
        }

        world.Runs.AddChores(process, drains.OwnedSessions);
        Released(process);
    }

    private void Trim(int shard)
    {
        while (_exposed[shard].TryPeek(out (double At, int Steps) oldest) && oldest.At < world.Now - world.Scenario.ReplicaLagSeconds)
        {
            _exposed[shard].Dequeue();
        }
    }
}
