using System.Collections.Concurrent;
using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>The sessions of the model under a key, whatever its version.</summary>
internal sealed class SessionTable(SessionSweeper sweeper)
{
    private readonly ConcurrentDictionary<string, ModelSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>The states of the version that serves; null when the model has none.</summary>
    public SessionStates? States { get; set; }

    public bool IsEmpty => _sessions.IsEmpty;

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
        if (States is not { } states)
        {
            return;
        }

        foreach ((_, ModelSession session) in _sessions)
        {
            // A session that is new, or whose call is about to take the turn, only has to be found again.
            if (!session.IsBusy && (session.LatestKeys.Length == 0 || !states.Exist(session.LatestKeys)))
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
