using RedisAi.Benchmarks.Goals.Batching;
using StackExchange.Redis;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>Puts messages into a stream, many at a time, and reads as many from the stream of the answers.</summary>
internal sealed class StreamTraffic : IDisposable
{
    /// <summary>How many messages are read at once, here and by those who answer.</summary>
    public const int Batch = 64;

    private const string Group = "readers";
    private const int Sessions = 64;

    /// <summary>How many messages are put into the stream beyond those whose answers were read.</summary>
    private const int Ahead = 512;

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly NameValueEntry[][] _messages;

    /// <param name="configuration">The server.</param>
    /// <param name="name">What the streams' names begin with.</param>
    public StreamTraffic(string configuration, string name)
    {
        (Input, Output) = ($"{name}:in", $"{name}:out");
        _connection = Connect(configuration);
        _database = _connection.GetDatabase();
        _database.StreamCreateConsumerGroup(Output, Group, StreamPosition.Beginning);
        byte[] x = new byte[GruCallers.Size * sizeof(float)];
        _messages = [.. Enumerable.Range(0, Sessions).Select(session => (NameValueEntry[])[new("session", $"s{session}"), new("x", x)])];
    }

    public string Input { get; }

    public string Output { get; }

    public static ConnectionMultiplexer Connect(string configuration)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(configuration);

        // As the store does.
        options.Protocol = RedisProtocol.Resp2;
        return ConnectionMultiplexer.Connect(options);
    }

    /// <summary>Sends so many messages, and returns when all answers were read. The streams are empty then.</summary>
    public void Run(int count) => RunAsync(count).GetAwaiter().GetResult();

    public void Dispose() => _connection.Dispose();

    private async Task RunAsync(int count)
    {
        int sent = 0;
        for (int read = 0; read < count;)
        {
            for (int room = Math.Min(count, read + Ahead); sent < room; sent++)
            {
                // One connection keeps the order; nobody waits for the answer.
                _ = _database.StreamAddAsync(Input, _messages[sent % Sessions], flags: CommandFlags.FireAndForget);
            }

            StreamEntry[] answers = await _database.StreamReadGroupAsync(Output, Group, "reader", StreamPosition.NewMessages, Batch, noAck: true);
            read += answers.Length;
        }

        await _database.StreamTrimAsync(Output, 0);
        await _database.StreamTrimAsync(Input, 0);
    }
}
