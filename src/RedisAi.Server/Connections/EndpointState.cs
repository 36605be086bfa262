using RedisAi.Server.Access;
using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Connections;

/// <summary>What the connections of one endpoint share.</summary>
internal sealed class EndpointState
{
    /// <summary>Of the memory that there is, clients get a part, unless the options say how much.</summary>
    private const int ClientsShare = 4;

    /// <summary>Of that, one client gets a part, unless the options say how much.</summary>
    private const int ClientShare = 2;

    /// <summary>An argument may take so many times its bytes while its memory grows.</summary>
    private const long GrowthFactor = 2;

    private readonly LentTensors _lent;
    private readonly long _clientBytes;

    public EndpointState(RespEndpointOptions options, ServerState server)
    {
        Options = options;
        Server = server;
        Users = new UserTable(options);
        Limits = new RequestLimits(options.MaxBulkBytes, options.MaxArguments, options.MaxInlineBytes, options.MaxCommandBytes);
        Memory = new MemoryBudget(options.MaxPendingBytes ?? Math.Max(64 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ClientsShare));
        _lent = new LentTensors(Memory);
        _clientBytes = Math.Min(Memory.Limit, options.MaxPendingBytesPerClient ?? Math.Max(Memory.Limit / ClientShare, GrowthFactor * options.MaxBulkBytes));
        Ahead = new MemoryBudget(options.ReceiveAheadBytes);
    }

    public RespEndpointOptions Options { get; }

    public ServerState Server { get; }

    public UserTable Users { get; }

    public RequestLimits Limits { get; }

    /// <summary>The memory that clients may take together.</summary>
    public MemoryBudget Memory { get; }

    /// <summary>What they may have promised and not sent.</summary>
    public MemoryBudget Ahead { get; }

    public EndpointActivity Activity { get; } = new();

    /// <summary>The port that it listens to; 0 before, and for a Unix socket.</summary>
    public int Port { get; set; }

    /// <summary>What a further client takes of the memory.</summary>
    public ClientMemory NewClientMemory() => new(Memory, _lent, _clientBytes);
}
