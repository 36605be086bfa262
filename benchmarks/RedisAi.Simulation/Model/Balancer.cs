using RedisAi.Simulation.Events;

namespace RedisAi.Simulation.Model;

/// <summary>Sends calls to processes: by the hint of the session's owner, or anywhere. What refuses connections is not tried twice.</summary>
/// <param name="world">What all parts share.</param>
internal sealed class Balancer(World world)
{
    private const double Patience = 1;

    /// <summary>A step of a session arrives.</summary>
    public void Arrive(int session)
    {
        int id = world.Calls.Rent();
        world.Calls[id] = new Call { Session = session, ArrivedAt = world.Now };
        world.Sessions.SetBusy(session, true);
        world.Tally.CallBegins(world.Now);
        Route(id);
    }

    /// <summary>The process of a call has died with it.</summary>
    public void RouteAgain(int id)
    {
        world.Tally.Retried++;
        Route(id);
    }

    public void Answer(int id)
    {
        Call call = world.Calls[id];
        double seconds = world.Now - call.ArrivedAt;
        if (seconds > world.Scenario.SessionTimeout)
        {
            Fail(id);
            return;
        }

        world.Tally.CallAnswered(world.Now, seconds, call.TookOver);
        End(id);
    }

    /// <summary>The call ends with an error, and its session may speak again.</summary>
    public void Fail(int id)
    {
        world.Tally.CallFailed(world.Now);
        End(id);
    }

    private void End(int id)
    {
        world.Sessions.SetBusy(world.Calls[id].Session, false);
        world.Calls.Return(id);
    }

    private void Route(int id)
    {
        ref Call call = ref world.Calls[id];
        call.Process = Choose(call.Session);
        if (call.Process < 0)
        {
            world.Events.Add(world.Now + Patience, EventKind.TakeAgain, id);
            return;
        }

        call.Incarnation = world.Processes[call.Process].Incarnation;
        world.Leases.Begin(id);
    }

    private int Choose(int session)
    {
        double accuracy = world.Scenario.HintAccuracy;
        if ((accuracy >= 1 || world.Random.NextDouble() < accuracy) && world.TryGetOwner(session, out int owner) && world.Processes[owner].TakesCalls)
        {
            return owner;
        }

        int any = world.Random.Next(world.Processes.Length);
        for (int i = 0; i < world.Processes.Length; i++)
        {
            if (world.Processes[any].TakesCalls)
            {
                return any;
            }

            // Another by chance, so that the neighbour of a dead one does not get its share; in the end one after the other.
            any = i < 32 ? world.Random.Next(world.Processes.Length) : (any + 1) % world.Processes.Length;
        }

        return -1;
    }
}
