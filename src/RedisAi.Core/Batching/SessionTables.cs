using System.Collections.Concurrent;
using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>The sessions of all models.</summary>
internal sealed class SessionTables(IStateStore store)
{
    private readonly ConcurrentDictionary<string, SessionTable> _tables = new(StringComparer.Ordinal);

    /// <summary>The sessions of the model under a key; they stay when the model is replaced, or deleted, as its states do.</summary>
    public SessionTable Of(string model) => _tables.GetOrAdd(model, static _ => new SessionTable());

    /// <summary>Ends a session of all models.</summary>
    public Task EndAsync(string session, CancellationToken cancellationToken)
    {
        List<Task> ends = [];
        foreach ((_, SessionTable table) in _tables)
        {
            if (table.States is { } states)
            {
                ends.Add(EndAsync(table, states, session, cancellationToken));
            }
        }

        return Task.WhenAll(ends);
    }

    private async Task EndAsync(SessionTable table, SessionStates states, string session, CancellationToken cancellationToken)
    {
        ModelSession entry = table.Of(session);
        await new SessionEnd(entry, states, store).RunAsync(cancellationToken).ConfigureAwait(false);
        table.TryForget(entry);
    }
}
