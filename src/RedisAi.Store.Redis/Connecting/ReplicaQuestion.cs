using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Asks one server which replicas have what was written to it: one question at a time, for all who have written before it was asked.</summary>
/// <remarks>While a server waits for replicas, its connection answers nobody else. Questions of each writer, one behind the other, would hold it up for the sum of their times where a replica is away.</remarks>
internal sealed class ReplicaQuestion(RedisStoreOptions options)
{
    private readonly Lock _lock = new();
    private Task<long>? _asked;
    private Task<long>? _next;

    /// <summary>Returns how many replicas have what the caller has sent before; -1 where the server is a replica itself by now.</summary>
    /// <param name="server">The server, as the client knows it now.</param>
    public Task<long> AskAsync(IServer server)
    {
        lock (_lock)
        {
            if (_asked is { IsCompleted: false } asked)
            {
                // What is on the way may have been sent before the caller's write.
                return _next ??= AskBehindAsync(server, asked);
            }

            return _asked = SendAsync(server);
        }
    }

    private async Task<long> AskBehindAsync(IServer server, Task<long> asked)
    {
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<long> sent;
        lock (_lock)
        {
            _next = null;
            _asked = sent = SendAsync(server);
        }

        return await sent.ConfigureAwait(false);
    }

    private async Task<long> SendAsync(IServer server)
    {
        try
        {
            return (long)await server.ExecuteAsync("WAIT", options.Replicas, (int)options.ReplicaTimeout.TotalMilliseconds).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("UNBLOCKED ", StringComparison.Ordinal) || error.Message.Contains("WAIT cannot be used with replica", StringComparison.Ordinal))
        {
            return -1;
        }
    }
}
