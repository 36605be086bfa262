using System.Collections.Concurrent;
using RedisAi.Errors;
using RedisAi.Sharing;

namespace RedisAi.Store.Redis;

/// <summary>The sessions that this process owns: it takes them, keeps them, gives them to others who ask, and notices when they were lost.</summary>
/// <remarks>
/// Whose a session is, Redis decides alone, by the clock of the server. A process counts on a lease for less than its time, from before it asked; what it writes nonetheless when it has lost it is refused by
/// the fence.
/// </remarks>
internal sealed partial class SessionLeases : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, OwnedSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OwnedSession>.AlternateLookup<ReadOnlySpan<char>> _bySegment;
    private readonly RedisConnection _connection;
    private readonly SharingHost _host;
    private readonly SessionNames _names;
    private readonly LeaseTimes _times;
    private readonly LeaseScripts _scripts;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly IDisposable _channel;
    private readonly ITimer _timer;
    private volatile bool _isClosing;

    public SessionLeases(RedisConnection connection, SharingHost host)
    {
        _connection = connection;
        _host = host;
        _time = connection.Time;
        _bySegment = _sessions.GetAlternateLookup<ReadOnlySpan<char>>();
        _names = new SessionNames(connection.Names);
        _times = new LeaseTimes(connection.Options, _time);
        _scripts = new LeaseScripts(connection, _names, _times);
        Memory = new StateMemory(connection, _names, host);
        Writer = new StateWriter(connection, _scripts, _times, Memory) { Lost = Lose, Emptied = session => _ = GiveUpEmptyAsync(session) };
        _channel = connection.Subscribe(_names.ChannelPrefix + connection.OwnerId, OnMessage);
        _timer = _time.CreateTimer(static state => ((SessionLeases)state!).OnRound(), this, _times.Round, _times.Round);
    }

    /// <summary>Gets or sets what is called when a session was lost, with the address of its owner if that is known. Not when it was given up.</summary>
    public Action<string, string?>? LeaseLost { get; set; }

    /// <summary>The states of the sessions.</summary>
    public StateMemory Memory { get; }

    /// <summary>What writes them.</summary>
    public StateWriter Writer { get; }

    /// <summary>How many sessions this process has, or is taking or giving up.</summary>
    public int Count => _sessions.Count;

    /// <summary>The number under which a session is held; 0 when it is not.</summary>
    /// <param name="session">The session, as its callers name it.</param>
    public long FenceOf(string session) => _sessions.TryGetValue(SessionNames.SegmentOf(session), out OwnedSession? found) ? found.FenceAt(_time.GetTimestamp()) : 0;

    /// <summary>The same, for scripts that write on their own.</summary>
    /// <param name="session">The session, as its callers name it.</param>
    /// <param name="fence">The fence.</param>
    public bool TryGetFence(string session, out long fence) => (fence = FenceOf(session)) != 0;

    /// <summary>Whether a session is held.</summary>
    /// <param name="session">The session, as its callers name it.</param>
    public bool Holds(string session) => FenceOf(session) != 0;

    /// <summary>The session of a name, whatever this process has of it; or null.</summary>
    /// <param name="session">The session, as its callers name it.</param>
    public OwnedSession? Find(string session) => _sessions.GetValueOrDefault(SessionNames.SegmentOf(session));

    /// <summary>The session of a state, whatever this process has of it; or null.</summary>
    /// <param name="key">The key of the state.</param>
    public OwnedSession? FindByKey(ReadOnlySpan<char> key) => _bySegment.TryGetValue(SessionNames.SegmentOfKey(key), out OwnedSession? found) ? found : null;

    /// <summary>All sessions that are held, or taken, or given up.</summary>
    public IEnumerable<OwnedSession> All => _sessions.Select(static pair => pair.Value);

    /// <inheritdoc cref="IStateStore.HoldAsync"/>
    public async ValueTask HoldAsync(string name, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        string segment = SessionNames.SegmentOf(name);
        TimeSpan limit = timeout ?? _connection.Options.SessionTimeout;
        long started = _time.GetTimestamp();
        Exception? failure = null;
        while (true)
        {
            OwnedSession session = _sessions.GetValueOrDefault(segment) ?? Begin(name, segment);
            if (session.FenceAt(_time.GetTimestamp()) != 0)
            {
                return;
            }

            TimeSpan left = limit - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                throw failure ?? Late(session, limit);
            }

            try
            {
                await NextAsync(session).WaitAsync(left, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw failure ?? Late(session, limit);
            }
            catch (Exception error) when (error is SessionMovedException or SharedStoreException)
            {
                // Others may have begun to wait for it before, and end before.
                failure = error;
                await Task.Delay(s_pause, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Complete when Redis has what was written to a session's states by now. For who has its turn.</summary>
    /// <param name="name">The session, as its callers name it.</param>
    /// <param name="fence">The number under which it was written to.</param>
    /// <exception cref="SessionMovedException">The session was lost meanwhile, and nothing was written.</exception>
    /// <exception cref="SharedStoreException">It was lost, or Redis has not answered in time: whether it was written is not known.</exception>
    public Task CommitAsync(string name, long fence)
    {
        string segment = SessionNames.SegmentOf(name);
        if (_sessions.TryGetValue(segment, out OwnedSession? session) && session.Fence == fence && Writer.TryFlush(session, out Task kept))
        {
            return kept;
        }

        return WasReleased(segment, fence) ? Task.CompletedTask : Task.FromException(
            new SharedStoreException(_connection.Name, $"The session '{name}' was lost before {_connection.Name} said whether a step was written: it may have been applied, or not."));
    }

    /// <summary>Says where the owner of a session is; null when it has none.</summary>
    /// <param name="name">The session, as its callers name it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<string?> OwnerOfAsync(string name, CancellationToken cancellationToken) =>
        Holds(name) ? _connection.Address : await _scripts.OwnerOfAsync(SessionNames.SegmentOf(name), cancellationToken).ConfigureAwait(false);

    private OwnedSession Begin(string name, string segment)
    {
        if (_isClosing)
        {
            throw EngineClosed.Error();
        }

        if (_connection.IsCluster && !KeyNames.HasOneSlot(segment))
        {
            throw new ArgumentException($"The session '{name}' begins with a closing brace: the states of such a one are not in one slot of a cluster.", nameof(name));
        }

        OwnedSession made = new(name, segment, _names);
        OwnedSession session = _sessions.GetOrAdd(segment, made);
        if (session == made)
        {
            _ = TakeAsync(made);
        }

        return session;
    }

    /// <summary>What to wait for until a session that is not held may be.</summary>
    private Task NextAsync(OwnedSession session) => session.Phase switch
    {
        LeasePhase.Taking => session.Taken,
        LeasePhase.Held => session.RenewOnceAsync(() => RenewAsync([session])),
        _ => session.Ended,
    };

    private Exception Late(OwnedSession session, TimeSpan limit) =>
        session.Owner is { } owner
            ? new SessionMovedException(session.Name, owner)
            : new SharedStoreException(_connection.Name, $"{_connection.Name} has not given the session '{session.Name}' within {limit.TotalMilliseconds:F0} ms.");
}
