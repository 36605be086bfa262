using RedisAi.Simulation.Events;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Model;

/// <summary>Who owns which session: taking, handing over, renewing, giving up.</summary>
/// <param name="world">What all parts share.</param>
internal sealed class Leases(World world)
{
    /// <summary>An owner counts its leases as over by so much of their time before they are.</summary>
    private const double Margin = 0.1;

    /// <summary>A lease is renewed so often while it lives.</summary>
    public const double RenewalsPerLease = 2;

    /// <summary>Who waits for the lease of another one looks again after this, later more seldom, up to a twentieth of the lease; and this long after its end.</summary>
    private const double FirstPoll = 0.025;
    private const double PollGrowth = 1.5;
    private const double PollMargin = 0.001;

    private readonly double _leaseSeconds = world.Scenario.LeaseSeconds;

    /// <summary>The sessions that memory has room for, of each shard.</summary>
    private readonly int _mostHeld = (int)Math.Min(int.MaxValue, world.Scenario.LocalBytes / world.Scenario.StateBytes / world.Scenario.Shards);

    /// <summary>A call is at a process, which must own its session before it runs.</summary>
    public void Begin(int id)
    {
        Call call = world.Calls[id];
        int shard = world.Sessions.ShardOf(call.Session);
        if (world.Now >= call.ArrivedAt + world.Scenario.SessionTimeout)
        {
            world.Balancer.Fail(id);
        }
        else if (!world.TryGetOwner(call.Session, out int owner))
        {
            TakeFree(id, call, shard);
        }
        else if (owner != call.Process)
        {
            world.Store.SendFor(JobKind.Refusal, id, shard);
        }
        else if (HasLapsed(call.Session, owner, shard))
        {
            world.Store.SendFor(JobKind.Take, id, shard, world.Scenario.StateBytes);
        }
        else if (IsOutOfMemory(owner))
        {
            world.Store.SendFor(JobKind.Swap, id, shard, world.Scenario.StateBytes);
        }
        else
        {
            world.Runs.Enqueue(id);
        }
    }

    /// <summary>A waiting call looks again, or finds that its own process has ended meanwhile.</summary>
    public void TakeAgain(int id)
    {
        if (world.IsStale(world.Calls[id].Process, world.Calls[id].Incarnation))
        {
            world.Balancer.RouteAgain(id);
            return;
        }

        Begin(id);
    }

    /// <summary>A shard has answered a call on its way to the lease.</summary>
    public void Continue(JobKind done, int id)
    {
        Call call = world.Calls[id];
        int shard = world.Sessions.ShardOf(call.Session);
        bool isOwned = world.TryGetOwner(call.Session, out int owner);
        if (done == JobKind.Take)
        {
            Own(call.Session, call.Process, shard, world.Now);
            AfterReplicas(id, call, shard);
        }
        else if (done == JobKind.Swap)
        {
            world.Runs.Enqueue(id);
        }
        else if (!isOwned && done == JobKind.Refusal)
        {
            WaitForTheDead(id, call, shard);
        }
        else if (!isOwned || owner == call.Process)
        {
            Begin(id);
        }
        else if (done == JobKind.Refusal)
        {
            world.Store.SendFor(JobKind.HandOver, id, shard, world.Writer.TakeOut(call.Session) ? world.Scenario.StateBytes : 0);
        }
        else
        {
            // Handed over: from here on it is free, and who has asked knows it.
            GiveUp(call.Session);
            Begin(id);
        }
    }

    /// <summary>A process renews what it has; a shard whose last renewal is still under way is left alone.</summary>
    public void Renew(int process, int incarnation)
    {
        if (world.IsStale(process, incarnation))
        {
            return;
        }

        SimulatedProcess renews = world.Processes[process];
        for (int shard = 0; shard < renews.Holdings.Length; shard++)
        {
            Holding holding = renews.Holdings[shard];
            if (holding.Owned == 0)
            {
                holding.RenewedAt = world.Now;
            }
            else if (!holding.IsRenewing)
            {
                int count = world.Scenario.Leases == LeaseScope.Session ? Math.Min(holding.Owned, _mostHeld) : 1;
                (holding.IsRenewing, holding.RenewalSentAt) = (true, world.Now);
                world.Store.Send(JobKind.Renew, process, shard, count, bytesEach: 0);
                world.Runs.AddChores(process, count);
            }
        }

        world.Events.Add(world.Now + (_leaseSeconds / RenewalsPerLease), EventKind.RenewalDue, process, incarnation);
    }

    public void Renewed(int process, int shard)
    {
        Holding holding = world.Processes[process].Holdings[shard];
        (holding.RenewedAt, holding.IsRenewing) = (holding.RenewalSentAt, false);
    }

    /// <summary>Gives a session to a process, without asking a shard.</summary>
    public void Own(int session, int process, int shard, double touchedAt)
    {
        if (!world.TryGetOwner(session, out int former) || former != process)
        {
            GiveUp(session);
            world.Sessions.Owner[session] = (ushort)process;
            world.Sessions.Incarnation[session] = (byte)world.Processes[process].Incarnation;
            world.Processes[process].ChangeOwned(shard, 1);
        }

        world.Sessions.TakenAt[session] = (float)touchedAt;
        world.Sessions.TouchedAt[session] = (float)touchedAt;
        world.Idle.Watch(session);
    }

    /// <summary>Nobody owns a session any more.</summary>
    public void GiveUp(int session)
    {
        if (world.TryGetOwner(session, out int owner))
        {
            world.Processes[owner].ChangeOwned(world.Sessions.ShardOf(session), -1);
        }

        world.Sessions.Owner[session] = SessionTable.Nobody;
    }

    /// <summary>Takes wait for replicas as writes do.</summary>
    private void AfterReplicas(int id, Call call, int shard)
    {
        if (world.Scenario.WaitsForReplica)
        {
            world.Events.Add(world.Writer.BehindWait(call.Process, shard, 1), EventKind.Owned, id);
            return;
        }

        world.Runs.Enqueue(id);
    }

    /// <summary>Replicas know of the lease of a call.</summary>
    public void Owned(int id)
    {
        if (world.IsStale(world.Calls[id].Process, world.Calls[id].Incarnation))
        {
            world.Balancer.RouteAgain(id);
            return;
        }

        world.Runs.Enqueue(id);
    }

    private void TakeFree(int id, Call call, int shard)
    {
        double until = LeaseOfTheDead(call.Session, shard);
        if (until <= world.Now)
        {
            world.Store.SendFor(JobKind.Take, id, shard, world.Scenario.StateBytes);
            return;
        }

        world.Calls[id].TookOver = true;
        world.Store.SendFor(JobKind.Refusal, id, shard);
    }

    /// <summary>The owner of a session is dead, and its lease is not over, or was not when it was asked for.</summary>
    private void WaitForTheDead(int id, Call call, int shard)
    {
        double poll = Math.Min(Math.Max(call.Poll * PollGrowth, FirstPoll), Math.Max(_leaseSeconds / 20, FirstPoll));
        double over = LeaseOfTheDead(call.Session, shard) + PollMargin;
        double next = Math.Min(Math.Max(over, world.Now), world.Now + poll);
        world.Calls[id].Poll = poll;
        world.Events.Add(Math.Max(world.Now, Math.Min(next, call.ArrivedAt + world.Scenario.SessionTimeout)), EventKind.TakeAgain, id);
    }

    /// <summary>When the lease of an owner is over that is not alive; the past when it was given up.</summary>
    private double LeaseOfTheDead(int session, int shard)
    {
        ushort owner = world.Sessions.Owner[session];
        if (owner == SessionTable.Nobody || world.Processes[owner].LastRenewal(world.Sessions.Incarnation[session], shard) is not { } renewed)
        {
            return double.NegativeInfinity;
        }

        return _leaseSeconds + (world.Scenario.Leases == LeaseScope.Session ? Math.Max(renewed, world.Sessions.TakenAt[session]) : renewed);
    }

    private bool HasLapsed(int session, int owner, int shard)
    {
        double renewed = Math.Max(world.Processes[owner].Holdings[shard].RenewedAt, world.Sessions.TakenAt[session]);
        return world.Now > renewed + (_leaseSeconds * (1 - Margin));
    }

    /// <summary>Whether a state is not in local memory, of a process that owns more than fits: by chance, as if all were used alike.</summary>
    private bool IsOutOfMemory(int process)
    {
        double owned = (double)world.Processes[process].OwnedSessions * world.Scenario.StateBytes;
        return owned > world.Scenario.LocalBytes && world.Random.NextDouble() * owned > world.Scenario.LocalBytes;
    }
}
