using RedisAi.Simulation.Events;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Model;

/// <summary>States on their way to the store: with each step, or with the others of an interval.</summary>
/// <param name="world">What all parts share.</param>
internal sealed class Writer(World world)
{
    private readonly double _replicaSeconds = world.Measurements.ReplicaMicroseconds * 1e-6;
    private readonly double _period = PeriodOf(world.Scenario);

    /// <summary>How often a process writes: twice in the interval, so that the rest of it is left for the way.</summary>
    public static double PeriodOf(Scenario scenario) => scenario.WriteInterval / 2;

    /// <summary>A step has run.</summary>
    public void Finish(int id)
    {
        Call call = world.Calls[id];
        int shard = world.Sessions.ShardOf(call.Session);
        if (world.Scenario.Writes == WriteMode.Through || world.Processes[call.Process].IsLate)
        {
            world.Store.SendFor(JobKind.Write, id, shard, world.Scenario.StateBytes);
            world.Runs.AddChores(call.Process, 1);
            return;
        }

        byte steps = world.Sessions.UnwrittenSteps[call.Session];
        world.Sessions.UnwrittenSteps[call.Session] = (byte)Math.Min(steps + 1, byte.MaxValue);
        if (!world.Sessions.IsChanged(call.Session))
        {
            world.Sessions.SetChanged(call.Session, true);
            world.Processes[call.Process].Holdings[shard].Changed.Add(call.Session);
        }

        world.Balancer.Answer(id);
    }

    /// <summary>The master has the state of a step; replicas may have to say so, too.</summary>
    public void Written(int id)
    {
        Call call = world.Calls[id];
        int shard = world.Sessions.ShardOf(call.Session);
        world.Sessions.TouchedAt[call.Session] = (float)world.Now;
        TakeOut(call.Session);
        if (!world.Scenario.WaitsForReplica)
        {
            world.Outages.Expose(shard, 1);
            world.Balancer.Answer(id);
            return;
        }

        world.Events.Add(BehindWait(call.Process, shard, 1), EventKind.Acknowledged, id);
    }

    /// <summary>When replicas have what was written: a connection waits behind each WAIT, and the next one with it.</summary>
    public double BehindWait(int process, int shard, int count)
    {
        Holding holding = world.Processes[process].Holdings[shard];
        double wait = count * (_replicaSeconds + world.RoundTripSeconds);
        holding.BlockedUntil = Math.Max(world.Now, holding.BlockedUntil) + wait;
        holding.BlockedSeconds += wait;
        return holding.BlockedUntil;
    }

    /// <summary>Replicas have the state of a step.</summary>
    public void Acknowledged(int id)
    {
        if (world.IsStale(world.Calls[id].Process, world.Calls[id].Incarnation))
        {
            world.Balancer.RouteAgain(id);
            return;
        }

        world.Balancer.Answer(id);
    }

    /// <summary>A process writes what has changed in an interval, all at once to each shard that is done with the last of it.</summary>
    public void FlushDue(int process, int incarnation)
    {
        if (world.IsStale(process, incarnation))
        {
            return;
        }

        SimulatedProcess writes = world.Processes[process];
        writes.IsLate = Array.Exists(writes.Holdings, holding => holding.IsFlushing && holding.FlushSentAt <= world.Now - _period);
        FlushAll(process);
        world.Events.Add(world.Now + _period, EventKind.FlushDue, process, incarnation);
    }

    public void FlushAll(int process)
    {
        Holding[] holdings = world.Processes[process].Holdings;
        for (int shard = 0; shard < holdings.Length; shard++)
        {
            if (holdings[shard].Changed.Count > 0 && !holdings[shard].IsFlushing)
            {
                Flush(process, shard, holdings[shard]);
            }
        }
    }

    public void Flushed(int process, int shard)
    {
        Holding holding = world.Processes[process].Holdings[shard];
        foreach (int session in holding.Flushing)
        {
            world.Sessions.TouchedAt[session] = (float)world.Now;
        }

        if (world.Scenario.WaitsForReplica)
        {
            world.Events.Add(BehindWait(process, shard, holding.Flushing.Count), EventKind.FlushKept, process, shard);
            return;
        }

        world.Outages.Expose(shard, holding.FlushingSteps);
        holding.EndFlush();
    }

    /// <summary>Replicas have the states of a flush.</summary>
    public void FlushKept(int process, int shard) => world.Processes[process].Holdings[shard].EndFlush();

    /// <summary>Somebody else writes the state of a session, or it is lost; false when nothing is to be written. Its owner's list still names it, and is read so.</summary>
    public bool TakeOut(int session)
    {
        bool isChanged = world.Sessions.IsChanged(session);
        world.Sessions.SetChanged(session, false);
        world.Sessions.UnwrittenSteps[session] = 0;
        return isChanged;
    }

    /// <summary>The answered steps of a process that are on no shard, and will never be.</summary>
    public long LoseAll(int process)
    {
        long lost = 0;
        Holding[] holdings = world.Processes[process].Holdings;
        for (int shard = 0; shard < holdings.Length; shard++)
        {
            // What was sent arrives, unless there is nobody to take it.
            lost += world.Shards[shard].DownUntil > world.Now ? holdings[shard].FlushingSteps : 0;
            foreach (int session in holdings[shard].Changed)
            {
                lost += StepsOf(process, session);
            }
        }

        return lost;
    }

    private void Flush(int process, int shard, Holding holding)
    {
        holding.BeginFlush(world.Now);
        int written = 0;
        foreach (int session in holding.Flushing)
        {
            int steps = StepsOf(process, session);
            written += steps > 0 ? 1 : 0;
            holding.FlushingSteps += steps;
        }

        if (written == 0)
        {
            holding.EndFlush();
            return;
        }

        world.Store.Send(JobKind.Flush, process, shard, written, world.Scenario.StateBytes);
        world.Runs.AddChores(process, written);
    }

    /// <summary>Takes out the answered steps of a session that is on the list of a process; 0 where it is its own no more, or somebody else has written it meanwhile.</summary>
    private int StepsOf(int process, int session)
    {
        bool isIts = world.Sessions.IsChanged(session) && world.Sessions.Owner[session] == process && world.Sessions.Incarnation[session] == (byte)world.Processes[process].Incarnation;
        int steps = isIts ? world.Sessions.UnwrittenSteps[session] : 0;
        if (isIts)
        {
            TakeOut(session);
        }

        return steps;
    }
}
