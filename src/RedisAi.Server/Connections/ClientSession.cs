using RedisAi.Keyspace;
using RedisAi.Server.Access;
using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;
using RedisAi.Server.Scripts;

namespace RedisAi.Server.Connections;

/// <summary>What a client has said of itself, and what it has begun. Used by the thread that serves the client, but for what is said to be for any.</summary>
internal sealed class ClientSession : IClient, IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _gone;
    private volatile bool _isEnding;
    private bool _hasGone;

    /// <param name="id">A number of its own.</param>
    /// <param name="endpoint">Where it is connected.</param>
    /// <param name="remoteAddress">Where it is.</param>
    /// <param name="localAddress">What it is connected to.</param>
    /// <param name="memory">What it takes of the memory that all share.</param>
    /// <param name="output">Its replies.</param>
    public ClientSession(long id, EndpointState endpoint, string remoteAddress, string localAddress, ClientMemory memory, OutputBuffer output)
    {
        Id = id;
        Endpoint = endpoint;
        RemoteAddress = remoteAddress;
        LocalAddress = localAddress;
        Memory = memory;
        Watched = new WatchedVersions(endpoint.Server.Keys, memory);
        Output = output;
        Writer = new RespWriter(output);
        User = endpoint.Users.Everybody;
        Since = endpoint.Server.Time.GetTimestamp();
    }

    public long Id { get; }

    public EndpointState Endpoint { get; }

    public string RemoteAddress { get; }

    public string LocalAddress { get; }

    public ClientMemory Memory { get; }

    public OutputBuffer Output { get; }

    public RespWriter Writer { get; }

    /// <summary>When it has connected.</summary>
    public long Since { get; }

    /// <summary>Who it is; null until it has said so.</summary>
    public User? User { get; set; }

    public string Name { get; set; } = "";

    public string LibraryName { get; set; } = "";

    public string LibraryVersion { get; set; } = "";

    public ReplyMode ReplyMode { get; set; }

    /// <summary>What follows MULTI; null outside.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>The keys of WATCH.</summary>
    public WatchedVersions Watched { get; }

    /// <summary>Whether it keeps something from one command to the next. For any thread.</summary>
    public bool IsMidway => Transaction is not null || Watched.Count > 0;

    public bool IsInTransaction { get; set; }

    public bool IsAcknowledgedLater => IsInTransaction;

    public bool MayStoreCode => User is { } user && (user.Denied & CommandFlags.StoresCode) == CommandFlags.None;

    public bool MayAdminister => User is { } user && (user.Denied & CommandFlags.Admin) == CommandFlags.None;

    public IScriptGuard? ScriptGuard => User is { } user && (user.Denied & CommandFlags.Write) != CommandFlags.None ? new ReadOnlyGuard(user.Name, Endpoint.Server.Commands) : null;

    public ServerCommand? LastCommand { get; set; }

    /// <summary>Set to end the connection once it was answered. For any thread.</summary>
    public bool IsEnding
    {
        get => _isEnding;
        set => _isEnding = value;
    }

    public CancellationToken Gone
    {
        get
        {
            lock (_lock)
            {
                _gone ??= new CancellationTokenSource();
                if (_hasGone)
                {
                    _gone.Cancel();
                }

                return _gone.Token;
            }
        }
    }

    public bool TryTakeMemory(long bytes) => Memory.TryTake(bytes);

    public void GiveMemory(long bytes) => Memory.Give(bytes);

    /// <summary>Gives up MULTI and WATCH.</summary>
    public void EndTransaction()
    {
        Transaction?.Dispose();
        Transaction = null;
        Watched.Clear();
    }

    /// <summary>Forgets all that the client has said, as RESET does.</summary>
    public void Reset()
    {
        EndTransaction();
        Writer.Version = 2;
        Name = "";
        ReplyMode = ReplyMode.On;
        User = Endpoint.Users.Everybody;
    }

    /// <summary>The client has gone. For any thread.</summary>
    public void NoteGone()
    {
        CancellationTokenSource? gone;
        lock (_lock)
        {
            _hasGone = true;
            gone = _gone;
        }

        gone?.Cancel();
    }

    public void Dispose() => EndTransaction();
}
