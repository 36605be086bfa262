using Microsoft.Extensions.Logging;
using RedisAi.Registry;
using RedisAi.Server.Connections;
using RedisAi.Server.Saving;

namespace RedisAi.Server.Commands;

/// <summary>What all endpoints of a container share: commands, keys, clients, and what is known of them.</summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Where messages go.</param>
/// <param name="keys">The keys.</param>
/// <param name="saver">Saves them; null when nothing does.</param>
/// <param name="process">Ends the process; null when that is not the server's business.</param>
/// <param name="commands">Makes the commands, which need to know this; called once.</param>
/// <param name="sections">What others add to INFO.</param>
internal sealed class ServerState(
    TimeProvider time, ILogger logger, IEndpointKeys keys, ISaver? saver, IServerProcess? process, Func<ServerState, CommandTable> commands, IEnumerable<IInfoSection> sections)
{
    private readonly Lock _lock = new();
    private int[] _ports = [];
    private CommandTable? _table;
    private Dispatcher? _dispatcher;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    public IEndpointKeys Keys => keys;

    /// <summary>Held for each key that it watches by a transaction that takes long.</summary>
    public KeyedGate WatchedRuns { get; } = new();

    /// <summary>What clients have saved.</summary>
    public SaveRecord Saves { get; } = new(saver, time);

    public IServerProcess? Process => process;

    public IReadOnlyList<IInfoSection> Sections { get; } = [.. sections];

    public ClientList Clients { get; } = new();

    public DateTimeOffset Started { get; } = time.GetUtcNow();

    /// <summary>What INFO's counters began with, after CONFIG RESETSTAT.</summary>
    public ClientTotals Reset { get; set; }

    /// <summary>The ports that its endpoints listen to.</summary>
    public IReadOnlyList<int> Ports => Volatile.Read(ref _ports);

    public CommandTable Commands
    {
        get
        {
            lock (_lock)
            {
                return _table ??= commands(this);
            }
        }
    }

    public Dispatcher Dispatcher
    {
        get
        {
            lock (_lock)
            {
                return _dispatcher ??= new Dispatcher(_table ??= commands(this), logger);
            }
        }
    }

    public void AddPort(int port)
    {
        lock (_lock)
        {
            _ports = [.. _ports, port];
        }
    }
}
