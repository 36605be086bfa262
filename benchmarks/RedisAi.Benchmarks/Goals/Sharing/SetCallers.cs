using RedisAi.Benchmarks.Goals.Batching;
using StackExchange.Redis;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>Callers on one connection who each put bytes under a key of their own, again and again: what is sent while others wait goes in one write.</summary>
internal sealed class SetCallers : IDisposable
{
    private readonly ConnectionMultiplexer _connection;

    /// <param name="configuration">The server.</param>
    /// <param name="callers">How many call at once.</param>
    /// <param name="bytes">How many bytes each puts.</param>
    public SetCallers(string configuration, int callers, int bytes)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(configuration);

        // As the store does.
        options.Protocol = RedisProtocol.Resp2;
        _connection = ConnectionMultiplexer.Connect(options);
        Loop = new ClosedLoop([.. Enumerable.Range(0, callers).Select(caller => new SetCaller(_connection.GetDatabase(), $"alone:{caller}", new byte[bytes]))]);
        Loop.Run(callers);
    }

    public ClosedLoop Loop { get; }

    public void Dispose() => _connection.Dispose();

    private sealed class SetCaller(IDatabase database, RedisKey key, byte[] value) : ICaller
    {
        public int Answered { get; private set; }

        public async Task CallAsync(int times, CancellationToken stop)
        {
            for (int i = 0; i < times && !stop.IsCancellationRequested; i++)
            {
                await database.StringSetAsync(key, value);
                Answered++;
            }
        }
    }
}
