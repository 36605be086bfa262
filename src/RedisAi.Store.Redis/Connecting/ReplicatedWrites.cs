using System.Collections.Concurrent;
using System.Net;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Runs scripts and waits until replicas have what they wrote.</summary>
/// <remarks>
/// WAIT is about what its own connection has written, and says yes at once where that is nothing. So it must follow the script on the same connection to the same server: where a script was not known and is
/// sent again, where a slot moves, and where the connection is another by then, it is asked anew, or the whole is tried again.
/// </remarks>
internal sealed class ReplicatedWrites(RedisStoreOptions options, TimeProvider time)
{
    /// <summary>What a question takes that is not waiting for replicas.</summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<EndPoint, ReplicaQuestion> _questions = new();

    /// <summary>Runs a script, and returns how many replicas have what it wrote.</summary>
    /// <param name="multiplexer">The client.</param>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys, all in one slot.</param>
    /// <param name="arguments">What else it needs.</param>
    public async Task<(RedisResult Result, long Replicas)> RunAsync(ConnectionMultiplexer multiplexer, RedisScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        IServer server = ServerOf(multiplexer, keys[0]);
        long sockets = SocketsOf(server);
        (RedisResult Result, long Replicas) outcome;
        try
        {
            outcome = await RunThereAsync(multiplexer.GetDatabase(), server, script, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisConnectionException error) when (IsSentElsewhere(server, script, error))
        {
            // The slot is half moved, and the client does not say where it is sent: all masters are asked about what they were sent.
            RedisResult result = await RedisConnection.EvaluateAsync(multiplexer, script, keys, arguments).ConfigureAwait(false);
            long[] replicas = await Task.WhenAll((await MastersAsync(multiplexer, server).ConfigureAwait(false)).Select(AskInTimeAsync)).ConfigureAwait(false);
            outcome = (result, replicas.Where(static count => count >= 0).DefaultIfEmpty(-1).Min());
        }

        return outcome.Replicas >= 0 && SocketsOf(server) == sockets
            ? outcome
            : throw new RedisConnectionException(
                ConnectionFailureType.SocketClosed, CommandFlags.None, "The connection or the master changed between a write and the question which replicas have it.", innerException: null, CommandStatus.Sent);
    }

    /// <summary>The server that takes writes of a key.</summary>
    /// <exception cref="RedisConnectionException">There is none now: a master is gone, and no other has its place yet.</exception>
    private static IServer ServerOf(ConnectionMultiplexer multiplexer, RedisKey key)
    {
        try
        {
            return multiplexer.GetServer(key);
        }
        catch (InvalidOperationException error) when (error is not ObjectDisposedException)
        {
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToResolvePhysicalConnection, CommandFlags.None, "No server is known that takes writes.", error, CommandStatus.WaitingToBeSent);
        }
    }

    /// <summary>Runs a script on one server and nowhere else.</summary>
    private async Task<(RedisResult Result, long Replicas)> RunThereAsync(IDatabase database, IServer server, RedisScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        // Both are sent at once.
        Task<RedisResult> result = database.ScriptEvaluateAsync(script.Sha, keys, arguments, CommandFlags.NoRedirect);
        Task<long> replicas = AskAsync(server);
        try
        {
            RedisResult first = await result.ConfigureAwait(false);
            return (first, await replicas.ConfigureAwait(false));
        }
        catch (RedisServerException error) when (RedisErrors.IsMissingScript(error))
        {
            // The answer is about what was written before.
            RedisResult again = await database.ScriptEvaluateAsync(script.Text, keys, arguments, CommandFlags.NoRedirect | CommandFlags.NoScriptCache).ConfigureAwait(false);
            return (again, await AskAsync(server).ConfigureAwait(false));
        }
        finally
        {
            // Its error is nobody's where the script has one.
            replicas.Observe();
        }
    }

    /// <summary>Whether a server has said that the slot's keys are on their way to another. The client makes it an error of a connection, which in truth is there.</summary>
    private static bool IsSentElsewhere(IServer server, RedisScript script, RedisConnectionException error) =>
        server is { IsConnected: true, ServerType: ServerType.Cluster } && (script.IsRepeatable || error.Message.Contains("hashslot", StringComparison.Ordinal));

    /// <summary>The masters of a cluster, as one of them sees it that says where keys are sent.</summary>
    /// <remarks>To the client a server is a master until it has heard otherwise, also one that says nothing: who asks such a replica waits in vain.</remarks>
    private static async Task<IEnumerable<IServer>> MastersAsync(ConnectionMultiplexer multiplexer, IServer master)
    {
        ClusterConfiguration? nodes = await master.ClusterNodesAsync().ConfigureAwait(false);
        return multiplexer.GetServers().Where(server => server.IsConnected && !(nodes?[server.EndPoint]?.IsReplica ?? server.IsReplica));
    }

    /// <summary>Asks one of several servers; of one that says nothing no replica is known to have anything.</summary>
    private async Task<long> AskInTimeAsync(IServer server)
    {
        try
        {
            // There may be a question before this one.
            return await AskAsync(server).WaitAsync((2 * options.ReplicaTimeout) + s_slack, time).ConfigureAwait(false);
        }
        catch (TimeoutException error) when (error is not RedisTimeoutException)
        {
            return 0;
        }
    }

    private Task<long> AskAsync(IServer server) => _questions.GetOrAdd(server.EndPoint, static (_, options) => new ReplicaQuestion(options), options).AskAsync(server);

    /// <summary>How many connections for commands there were to a server so far.</summary>
    private static long SocketsOf(IServer server) => server.GetCounters().Interactive.SocketCount;
}
