using System.Collections.Concurrent;
using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>The sessions of the model under a key, whatever its version.</summary>
internal sealed class SessionTable(string model, IStateStore store, SessionSweeper sweeper)
{
    private readonly ConcurrentDictionary<string, ModelSession> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private volatile string[] _names = [];

    public bool IsEmpty => _sessions.IsEmpty;

    /// <summary>Whether a version had states.</summary>
    public bool HasStates => _names.Length > 0;

    /// <summary>Notes the states of a version. They are known for ever: what it has left in the store stays when it is closed.</summary>
    public void Add(string[] names)
    {
        lock (_lock)
        {
            _names = [.. _names.Union(names, StringComparer.Ordinal)];
        }
    }

    /// <summary>Removes the states of a session, whichever version has written them.</summary>
    public void RemoveStates(string session)
    {
        foreach (string name in _names)
        {
            store.Remove(StateKey.Of(session, model, name));
        }
    }

    /// <summary>The session of a name.</summary>
    public ModelSession Of(string name) => _sessions.TryGetValue(name, out ModelSession? session) && !session.IsEnded ? session : Add(name);

    /// <summary>Forgets a session that nobody uses; a later call makes another one.</summary>
    public bool TryForget(ModelSession session)
    {
        if (!session.TryEnd())
        {
            return false;
        }

        session.MoveTo(null);
        _sessions.TryRemove(KeyValuePair.Create(session.Name, session));
        return true;
    }

    /// <summary>Forgets the sessions that nobody uses and whose states are gone.</summary>
    public void Sweep()
    {
        foreach ((_, ModelSession session) in _sessions)
        {
            // A session that is new, or whose call is about to take the turn, only has to be found again.
            if (!session.IsBusy && (session.LatestKeys.Length == 0 || !store.ContainsAll(session.LatestKeys)))
            {
                TryForget(session);
            }
        }
    }

    private ModelSession Add(string name)
    {
        sweeper.Arm();
        while (true)
        {
            ModelSession session = _sessions.GetOrAdd(name, static name => new ModelSession(name));
            if (!session.IsEnded)
            {
                return session;
            }

            _sessions.TryRemove(KeyValuePair.Create(name, session));
        }
    }
}
