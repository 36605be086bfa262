using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Events;
using RedisAi.Simulation.Randomness;
using RedisAi.Simulation.Reporting;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Model;

/// <summary>Runs a scenario from its start to its end.</summary>
/// <remarks>
/// Sessions that think for exponential times need no event each: together their steps arrive as one Poisson process, and a step that is drawn for a session whose last one is
/// still under way is left out, which is the same as if that session had not thought meanwhile.
/// </remarks>
internal sealed class Deployment
{
    private readonly Scenario _scenario;
    private readonly World _world;
    private readonly Popularity _popularity;

    private Deployment(Scenario scenario, Measurements measurements)
    {
        _scenario = scenario;
        _world = new World(scenario, measurements);
        _popularity = new Popularity(scenario.Sessions, scenario.ZipfExponent);
    }

    public static SimulationResult Run(Scenario scenario, Measurements measurements)
    {
        Deployment deployment = new(scenario, measurements);
        deployment.Begin();
        deployment.GoOn();
        return SimulationResult.Of(deployment._world);
    }

    private void Begin()
    {
        for (int process = 0; process < _world.Processes.Length; process++)
        {
            _world.Outages.StartTimers(process);
        }

        _world.Idle.Begin();
        GiveOwners();
        _world.Outages.ScheduleAll();
        _world.Events.Add(_scenario.WarmUpSeconds, EventKind.WindowBegins);
        if (_scenario.SharedWritesPerSecond > 0)
        {
            _world.Events.Add(_world.Random.NextExponential(1 / _scenario.SharedWritesPerSecond), EventKind.SharedWrite);
        }
    }

    /// <summary>Things begin as they are after long: who has spoken within the time after which a session is given up has an owner.</summary>
    private void GiveOwners()
    {
        int session = 0;
        foreach ((int sessions, double share) in _popularity.Groups())
        {
            double thinks = _scenario.ThinkSeconds / (_scenario.Sessions * share);
            double owned = 1 - Math.Exp(-_scenario.IdleRelease / thinks);
            for (int end = session + sessions; session < end; session++)
            {
                double chance = _world.Random.NextDouble();
                if (chance < owned)
                {
                    _world.Leases.Own(session, _world.Random.Next(_world.Processes.Length), _world.Sessions.ShardOf(session), touchedAt: Math.Log(1 - chance) * thinks);
                }
            }
        }
    }

    private void GoOn()
    {
        EventQueue events = _world.Events;
        double end = _scenario.WarmUpSeconds + _scenario.Seconds;
        double mean = _scenario.ThinkSeconds / _scenario.Sessions;
        double arrival = _world.Random.NextExponential(mean);
        while (Math.Min(arrival, events.NextTime) <= end)
        {
            if (arrival >= events.NextTime)
            {
                Handle(events.Take());
                continue;
            }

            events.AdvanceTo(arrival);
            int session = _popularity.Draw(_world.Random);
            if (!_world.Sessions.IsBusy(session))
            {
                _world.Balancer.Arrive(session);
            }

            arrival += _world.Random.NextExponential(mean);
        }

        events.AdvanceTo(end);
    }

    private void Handle(in Event happens)
    {
        switch (happens.Kind)
        {
            case EventKind.RunEnds:
                _world.Runs.End(happens.A, happens.B);
                break;
            case EventKind.PartDone:
                _world.Store.GoOn(happens.A);
                break;
            case EventKind.Reply:
                _world.Store.Reply(happens.A);
                break;
            case EventKind.Acknowledged:
                _world.Writer.Acknowledged(happens.A);
                break;
            case EventKind.Owned:
                _world.Leases.Owned(happens.A);
                break;
            case EventKind.FlushKept:
                _world.Writer.FlushKept(happens.A, happens.B);
                break;
            case EventKind.FlushDue:
                _world.Writer.FlushDue(happens.A, happens.B);
                break;
            case EventKind.RenewalDue:
                _world.Leases.Renew(happens.A, happens.B);
                break;
            case EventKind.TakeAgain:
                _world.Leases.TakeAgain(happens.A);
                break;
            case EventKind.IdleCheck:
                _world.Idle.Check(happens.A);
                break;
            case EventKind.SharedWrite:
                WriteShared();
                break;
            case EventKind.FailureBegins:
                _world.Outages.Begin(happens.A);
                break;
            case EventKind.NetworkHeals:
                _world.Outages.Heal();
                break;
            case EventKind.Restarted:
                _world.Outages.Restart(happens.A);
                break;
            default:
                BeginCounting();
                break;
        }
    }

    /// <summary>A tensor that all have cached is written by somebody; all are told, and read it again. It has one key, and so one shard.</summary>
    private void WriteShared()
    {
        _world.Store.Send(JobKind.SharedWrite, process: -1, shard: 0, count: 1, _scenario.StateBytes);
        _world.Store.Send(JobKind.SharedRead, process: -1, shard: 0, _world.Processes.Length, _scenario.StateBytes);
        _world.Events.Add(_world.Now + _world.Random.NextExponential(1 / _scenario.SharedWritesPerSecond), EventKind.SharedWrite);
    }

    private void BeginCounting()
    {
        _world.Tally.Begin(_world.Now);
        foreach (SimulatedProcess process in _world.Processes)
        {
            process.BusySeconds = 0;
            foreach (Holding holding in process.Holdings)
            {
                holding.BlockedSeconds = 0;
            }
        }

        foreach (Shard shard in _world.Shards)
        {
            shard.BeginCounting();
        }
    }
}
