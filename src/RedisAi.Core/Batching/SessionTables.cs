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

    /// <summary>Ends a session of all models.</summary>
    public async Task EndAsync(string session, CancellationToken cancellationToken)
    {
        List<Task> ends = [];
        foreach ((_, SessionTable table) in _tables)
        {
            if (table.HasStates)
            {
                ends.Add(new SessionEnd(table.Of(session), table).RunAsync(cancellationToken));
            }
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
        if (_store.IsAwaited)
        {
            await _store.CommitAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
