using System.Collections.Concurrent;

namespace RedisAi.Server.Connections;

/// <summary>The clients that are connected, over all endpoints of a server, and what those came to that are not any more. For any thread.</summary>
internal sealed class ClientList
{
    private readonly ConcurrentDictionary<long, Connection> _connections = [];
    private readonly Lock _lock = new();
    private ClientTotals _ended;
    private long _lastId;
    private long _rejected;

    public int Count => _connections.Count;

    /// <summary>How many were refused since there were too many.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>The connections in the order in which they came.</summary>
    public IEnumerable<Connection> All => _connections.Values.OrderBy(static connection => connection.Session.Id);

    public long NextId() => Interlocked.Increment(ref _lastId);

    public void Add(Connection connection) => _connections[connection.Session.Id] = connection;

    public void Remove(Connection connection)
    {
        if (_connections.TryRemove(connection.Session.Id, out _))
        {
            lock (_lock)
            {
                _ended = _ended.With(connection);
            }
        }
    }

    public void NoteRejected() => Interlocked.Increment(ref _rejected);

    /// <summary>What all clients came to, those that are connected among them.</summary>
    public ClientTotals Totals()
    {
        ClientTotals totals;
        lock (_lock)
        {
            totals = _ended;
        }

        foreach ((_, Connection connection) in _connections)
        {
            totals = totals.With(connection);
        }

        return totals;
    }
}
