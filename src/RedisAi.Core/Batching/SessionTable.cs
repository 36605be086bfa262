using System.Collections.Concurrent;
using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>The sessions of the model under a key, whatever its version.</summary>
internal sealed class SessionTable
{
    private readonly ConcurrentDictionary<string, ModelSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>The states of the version that serves; null when the model has none.</summary>
    public SessionStates? States { get; set; }

    /// <summary>The session of a name.</summary>
    public ModelSession Of(string name) => _sessions.TryGetValue(name, out ModelSession? session) && !session.IsEnded ? session : Add(name);

    /// <summary>Forgets a session that nobody uses; a later call makes another one.</summary>
    public bool TryForget(ModelSession session)
    {
        if (!session.TryEnd())
        {
            return false;
        }

        _sessions.TryRemove(KeyValuePair.Create(session.Name, session));
        return true;
    }

    /// <summary>All sessions.</summary>
    public IEnumerable<ModelSession> All => _sessions.Select(static pair => pair.Value);

    private ModelSession Add(string name)
    {
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
