using System.Collections.Concurrent;
using RedisAi.Store;

namespace RedisAi.Batching;

/// <summary>The sessions of all models.</summary>
internal sealed class SessionTables : IDisposable
{
    private readonly IStateStore _store;
    private readonly SessionSweeper _sweeper;

    private readonly ConcurrentDictionary<string, SessionTable> _tables = new(StringComparer.Ordinal);

    public SessionTables(IStateStore store, TimeProvider time)
    {
        _store = store;
        _sweeper = new SessionSweeper(this, time);
    }

    public void Dispose() => _sweeper.Dispose();

    /// <summary>The sessions of the model under a key; they stay when the model is replaced, or deleted, as its states do.</summary>
    public SessionTable Of(string model) => _tables.GetOrAdd(model, static (model, tables) => new SessionTable(model, tables._store, tables._sweeper), this);

    /// <summary>Forgets a model that never had states.</summary>
    public void Forget(string model) => _tables.TryRemove(model, out _);

    /// <summary>Forgets the sessions that nobody uses and whose states are gone; says whether any are left.</summary>
    public bool Sweep()
    {
        bool left = false;
        foreach ((_, SessionTable table) in _tables)
        {
            table.Sweep();
            left |= !table.IsEmpty;
        }

        return left;
    }

    /// <summary>The tables of the models whose states are kept.</summary>
    public IEnumerable<SessionTable> WithStates => _tables.Select(static table => table.Value).Where(static table => table.HasStates);

    /// <summary>Takes a session away from all models if no call of it is under way, or waits.</summary>
    /// <param name="session">The session.</param>
    /// <param name="drop">Takes it away; waits for nothing.</param>
    public bool TryDrop(string session, Action drop) => new SessionDrop(this, session, drop).TryRun();

    /// <summary>Takes a session away from all models, once the calls that were accepted before have ended.</summary>
    /// <param name="session">The session.</param>
    /// <param name="drop">Takes it away; waits for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DropAsync(string session, Action drop, CancellationToken cancellationToken) => new SessionDrop(this, session, drop).RunAsync(cancellationToken);

    /// <summary>Ends a session of all models.</summary>
    public async Task EndAsync(string session, CancellationToken cancellationToken)
    {
        List<Task> ends = [];
        foreach (SessionTable table in WithStates)
        {
            ends.Add(new SessionEnd(table.Of(session), table, cancellationToken).RunAsync());
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
        if (_store is { IsAwaited: true, IsShared: false })
        {
            await _store.CommitAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
