using StackExchange.Redis;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>Answers the messages of a stream without a model: reads many at once, writes as many answers of the size that the worker's have, and acknowledges the messages.</summary>
internal sealed class StreamEcho : IDisposable
{
    private const string Group = "echo";

    /// <summary>The bytes of one number with its type and shape.</summary>
    private const int AnswerBytes = 36;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly ConnectionMultiplexer _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamTraffic _traffic;
    private readonly Task _work;

    /// <param name="configuration">The server.</param>
    /// <param name="traffic">Whose messages are answered.</param>
    public StreamEcho(string configuration, StreamTraffic traffic)
    {
        _traffic = traffic;
        _connection = StreamTraffic.Connect(configuration);
        _connection.GetDatabase().StreamCreateConsumerGroup(traffic.Input, Group, StreamPosition.Beginning);
        _work = Task.Run(WorkAsync);
    }

    public void Dispose()
    {
        _stop.Cancel();

        // What it failed by, its caller was told by its own connection.
        _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _connection.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        IDatabase database = _connection.GetDatabase();
        byte[] answer = new byte[AnswerBytes];
        while (!_stop.IsCancellationRequested)
        {
            StreamEntry[] messages = await database.StreamReadGroupAsync(_traffic.Input, Group, "echo", StreamPosition.NewMessages, StreamTraffic.Batch);
            if (messages.Length == 0)
            {
                // As the worker does.
                await Task.Delay(s_pause, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            foreach (StreamEntry message in messages)
            {
                _ = database.StreamAddAsync(_traffic.Output, [new("source", message.Id), new("session", message["session"]), new("y", answer)], flags: CommandFlags.FireAndForget);
            }

            await database.StreamAcknowledgeAsync(_traffic.Input, Group, [.. messages.Select(static message => message.Id)]);
        }
    }
}
