using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Events;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Model;

/// <summary>Commands on their way to shards and back.</summary>
/// <param name="world">What all parts share.</param>
internal sealed class StoreTraffic(World world)
{
    /// <summary>What a command takes of the network beside its state: names, the script's digest, lengths, an answer.</summary>
    public const int OverheadBytes = 200;

    /// <summary>A server reads so much of one connection before it looks at the next one.</summary>
    private const int ReadBytes = 16 * 1024;

    private readonly Pool<Job> _jobs = new();
    private readonly StoreCosts _costs = world.Measurements.Store;

    /// <summary>Sends what a call waits for.</summary>
    public void SendFor(JobKind kind, int call, int shard, int bytes = 0)
    {
        Call waits = world.Calls[call];
        Send(new Job { Kind = kind, Process = waits.Process, Incarnation = waits.Incarnation, Shard = shard, Call = call, Left = 1, BytesEach = bytes });
    }

    /// <param name="kind">What is asked.</param>
    /// <param name="process">Who wants the answer; -1 for nobody.</param>
    /// <param name="shard">Who is asked.</param>
    /// <param name="count">How many commands.</param>
    /// <param name="bytesEach">The state in each.</param>
    public void Send(JobKind kind, int process, int shard, int count, int bytesEach)
    {
        int incarnation = process < 0 ? 0 : world.Processes[process].Incarnation;
        Send(new Job { Kind = kind, Process = process, Incarnation = incarnation, Shard = shard, Call = -1, Left = count, BytesEach = bytesEach });
    }

    /// <summary>A shard is done with a part of a job, and others have had their turn.</summary>
    public void GoOn(int id) => Serve(id, turns: 0);

    /// <summary>The answer to a job is there.</summary>
    public void Reply(int id)
    {
        Job job = _jobs[id];
        _jobs.Return(id);
        if (job.Process < 0)
        {
            return;
        }

        bool isStale = world.IsStale(job.Process, job.Incarnation);
        if (job.Call >= 0 && isStale)
        {
            world.Balancer.RouteAgain(job.Call);
        }
        else if (job.Kind == JobKind.Write)
        {
            world.Writer.Written(job.Call);
        }
        else if (job.Call >= 0)
        {
            world.Leases.Continue(job.Kind, job.Call);
        }
        else if (!isStale)
        {
            End(job);
        }
    }

    private void End(in Job job)
    {
        switch (job.Kind)
        {
            case JobKind.Flush:
                world.Writer.Flushed(job.Process, job.Shard);
                break;
            case JobKind.Renew:
                world.Leases.Renewed(job.Process, job.Shard);
                break;
            case JobKind.Release:
                world.Processes[job.Process].ReleaseAll(job.Shard);
                world.Outages.Released(job.Process);
                break;
        }
    }

    private void Send(in Job job)
    {
        int id = _jobs.Rent();
        _jobs[id] = job;
        world.Tally.Commands[(int)job.Kind] += job.Left;
        if (job.Kind is JobKind.Refusal or JobKind.HandOver)
        {
            Broadcast(job.Shard);
        }

        Serve(id, turns: job.Kind == JobKind.SharedRead ? job.Left : 1);
    }

    private void Serve(int id, int turns)
    {
        ref Job job = ref _jobs[id];
        int commands = Math.Min(job.Left, Math.Max(1, ReadBytes / (OverheadBytes + job.BytesEach)));
        job.Left -= commands;
        long bytes = (long)commands * job.BytesEach;
        double seconds = _costs.Turn.Of(turns, 0) + SecondsOf(job.Kind, commands, bytes, world.Scenario, _costs);
        long traffic = TrafficOf(job.Kind, commands, bytes, world.Scenario.Replicas);
        double done = world.Shards[job.Shard].Serve(world.Now, commands, seconds, traffic, world.Random);
        if (job.Left > 0)
        {
            world.Events.Add(done, EventKind.PartDone, id);
        }
        else
        {
            // The way there and the way back, at once: the order in which shards are asked is that in which they are reached.
            world.Events.Add(done + world.RoundTripSeconds, EventKind.Reply, id);
        }
    }

    /// <summary>In a cluster a notice goes to every shard, wherever its listener is.</summary>
    private void Broadcast(int sentTo)
    {
        for (int shard = 0; shard < world.Shards.Length; shard++)
        {
            if (shard != sentTo)
            {
                world.Shards[shard].Serve(world.Now, 1, _costs.Notice.Of(1, 0), OverheadBytes, world.Random);
            }
        }
    }

    /// <summary>What commands take of a shard, beside the turn to their connection.</summary>
    public static double SecondsOf(JobKind kind, int commands, long bytes, Scenario scenario, StoreCosts costs)
    {
        double replicas = IsReplicated(kind) ? scenario.Replicas * costs.Replica.Of(commands, kind is JobKind.Take or JobKind.Swap ? 0 : bytes) : 0;
        return replicas + kind switch
        {
            JobKind.Write or JobKind.Flush => costs.Write.Of(commands, bytes) + costs.Tracking.Of(commands, 0),
            JobKind.Take => costs.Take.Of(commands, bytes),
            JobKind.Refusal => costs.Refusal.Of(commands, 0),
            JobKind.HandOver => costs.Release.Of(commands, 0) + costs.Notice.Of(commands, 0) + (bytes > 0 ? costs.Write.Of(commands, bytes) : 0),
            JobKind.Renew => (scenario.Shards == 1 ? costs.RenewalTogether : costs.Renewal).Of(commands, 0),
            JobKind.Release or JobKind.IdleRelease => costs.Release.Of(commands, 0),
            JobKind.Swap => costs.Release.Of(commands, 0) + costs.Take.Of(commands, bytes),
            JobKind.SharedRead => costs.Read.Of(commands, bytes),
            _ => costs.Set.Of(commands, bytes) + costs.Invalidation.Of(scenario.Processes, 0),
        };
    }

    /// <summary>What commands take of the network, to the shard and from it to its replicas.</summary>
    public static long TrafficOf(JobKind kind, int commands, long bytes, int replicas) => (bytes + ((long)commands * OverheadBytes)) * (IsReplicated(kind) ? 1 + replicas : 1);

    private static bool IsReplicated(JobKind kind) => kind is JobKind.Write or JobKind.Flush or JobKind.Take or JobKind.HandOver or JobKind.Renew or JobKind.Release or JobKind.IdleRelease or JobKind.Swap;
}
