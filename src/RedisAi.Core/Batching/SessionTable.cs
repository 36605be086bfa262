using System.Collections.Concurrent;
using RedisAi.Sessions;
using RedisAi.Store;

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

    /// <summary>The session of a name.</summary>
    public ModelSession Of(string name) => _sessions.TryGetValue(name, out ModelSession? session) && !session.IsEnded ? session : Add(name);

    /// <summary>Removes the states of a session, whichever version has written them. For who has the turn.</summary>
    public void RemoveStates(ModelSession session)
    {
        foreach (string name in _names)
        {
            store.Remove(StateKey.Of(session.Name, model, name));
        }

        session.MoveTo(null);
    }

    /// <summary>Whether several processes share the store, so that sessions must be held.</summary>
    public bool IsShared => store.IsShared;

    /// <summary>Removes the states of a session where several processes share the store; complete when that has none either. For who has the turn.</summary>
    public async Task RemoveSharedStatesAsync(ModelSession session, CancellationToken cancellationToken)
    {
        for (bool again = false; ; again = true)
        {
            await store.HoldAsync(session.Name, timeout: null, cancellationToken).ConfigureAwait(false);
            try
            {
                long fence = store.FenceOf(session.Name);
                RemoveStates(session);
                await store.CommitAsync(session.Name, fence).ConfigureAwait(false);
                return;
            }
            catch (SessionMovedException) when (!again)
            {
                // Once more, as with calls: it was lost again at once.
            }
        }
    }

    /// <summary>Gives the turn on, or forgets a session that nobody waits for. For who has the turn, and has seen that there are no states.</summary>
    /// <returns>Who has the turn now, or null.</returns>
    public SessionWaiter? LeaveOrForget(ModelSession session)
    {
        SessionWaiter? next = session.LeaveOrEnd();
        if (next is null)
        {
            _sessions.TryRemove(KeyValuePair.Create(session.Name, session));
        }

        return next;
    }

    /// <summary>Forgets the sessions that nobody uses and whose states are gone.</summary>
    public void Sweep()
    {
        foreach ((_, ModelSession session) in _sessions)
        {
            // With the turn: a call that came and went in between would leave states that nobody knows the version of.
            if (!HasStatesOf(session) && session.TryEnter())
            {
                SessionWaiter.Tell(Sweep(session));
            }
        }
    }

    private SessionWaiter? Sweep(ModelSession session)
    {
        if (HasStatesOf(session))
        {
            return session.Leave();
        }

        session.MoveTo(null);
        return LeaveOrForget(session);
    }

    /// <summary>Whether all states of a session are there; none are of one that is new.</summary>
    private bool HasStatesOf(ModelSession session) => session.LatestKeys is { Length: > 0 } keys && store.ContainsAll(keys);

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
