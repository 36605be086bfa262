using RedisAi.Server.Access;
using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Connections;

/// <summary>What the connections of one endpoint share.</summary>
internal sealed class EndpointState
{
    /// <summary>Of the memory that there is, clients get a part, unless the options say how much.</summary>
    private const int ClientsShare = 4;

    public EndpointState(RespEndpointOptions options, ServerState server)
    {
        Options = options;
        Server = server;
        Users = new UserTable(options);
        Limits = new RequestLimits(options.MaxBulkBytes, options.MaxArguments, options.MaxInlineBytes, options.MaxCommandBytes);
        Memory = new MemoryBudget(options.MaxPendingBytes ?? Math.Max(64 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ClientsShare));
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
}
