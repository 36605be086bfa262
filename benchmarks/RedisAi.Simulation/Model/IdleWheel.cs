using RedisAi.Simulation.Events;

namespace RedisAi.Simulation.Model;

/// <summary>Finds sessions that nobody has used for long, looking at each once in that time: a wheel of lists.</summary>
/// <param name="world">What all parts share.</param>
internal sealed class IdleWheel(World world)
{
    private const int Slots = 32;

    private readonly List<int>[] _slots = [.. Enumerable.Range(0, Slots).Select(static _ => new List<int>())];
    private readonly int[] _released = new int[world.Scenario.Shards];
    private readonly double _idleSeconds = world.Scenario.IdleRelease;

    /// <summary>A slot is a sixteenth of the time, so that twice the time fits.</summary>
    private readonly double _slotSeconds = world.Scenario.IdleRelease / (Slots / 2);

    /// <summary>With a time that is as good as for ever nothing needs looking at.</summary>
    private readonly bool _isNeeded = world.Scenario.IdleRelease < 100_000;

    public void Begin()
    {
        for (int i = 1; i <= Slots && _isNeeded; i++)
        {
            world.Events.Add(i * _slotSeconds, EventKind.IdleCheck, i % Slots);
        }
    }

    /// <summary>A session was touched.</summary>
    public void Watch(int session)
    {
        if (_isNeeded && !world.Sessions.IsOnWheel(session))
        {
            double due = Math.Max(world.Now + _slotSeconds, world.Sessions.TouchedAt[session] + _idleSeconds);
            world.Sessions.SetOnWheel(session, true);
            _slots[(int)Math.Ceiling(due / _slotSeconds) % Slots].Add(session);
        }
    }

    /// <summary>Gives up what is idle in a slot, and looks again at the rest in time.</summary>
    public void Check(int slot)
    {
        List<int> sessions = _slots[slot];
        _slots[slot] = [];
        foreach (int session in sessions)
        {
            world.Sessions.SetOnWheel(session, false);
            if (!world.TryGetOwner(session, out _))
            {
                continue;
            }

            if (world.Sessions.IsBusy(session) || world.Sessions.IsChanged(session) || world.Sessions.TouchedAt[session] + _idleSeconds > world.Now)
            {
                Watch(session);
                continue;
            }

            world.Leases.GiveUp(session);
            _released[world.Sessions.ShardOf(session)]++;
        }

        SendReleases();
        world.Events.Add(world.Now + (Slots * _slotSeconds), EventKind.IdleCheck, slot);
    }

    /// <summary>All processes' at once, as parts of a long job: when each of them sends its own makes no difference to a shard.</summary>
    private void SendReleases()
    {
        for (int shard = 0; shard < _released.Length; shard++)
        {
            if (_released[shard] > 0)
            {
                world.Store.Send(JobKind.IdleRelease, process: -1, shard, _released[shard], bytesEach: 0);
                _released[shard] = 0;
            }
        }
    }
}
