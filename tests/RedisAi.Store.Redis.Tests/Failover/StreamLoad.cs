using System.Collections.Concurrent;
using System.Net.Sockets;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Producers, each of whom writes the messages of some sessions, one after the other, and notes those that replicas have acknowledged.</summary>
/// <remarks>Each asks over the connection by which it has written: WAIT answers for no other.</remarks>
/// <param name="master">The server that takes writes now; may throw while there is none.</param>
/// <param name="stream">The stream.</param>
/// <param name="replicas">How many replicas must have a message before it counts.</param>
/// <param name="sessions">How many sessions.</param>
/// <param name="tally">Where is counted.</param>
internal sealed class StreamLoad(Func<RedisServer> master, string stream, int replicas, int sessions, Tally tally)
{
    private const int Producers = 3;
    private const string LongestWait = "500";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly RespConnection?[] _connections = new RespConnection?[Producers];

    /// <summary>Gets the ids of the messages that were acknowledged since this was taken last.</summary>
    public ConcurrentQueue<string> Acknowledged { get; } = new();

    /// <summary>Writes until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(() => RunAsync(producer, stop), CancellationToken.None)));

    /// <summary>Cuts the connections: who waits for a server that sleeps goes on with another.</summary>
    public void Cut()
    {
        for (int producer = 0; producer < Producers; producer++)
        {
            Interlocked.Exchange(ref _connections[producer], null)?.Dispose();
        }
    }

    private async Task RunAsync(int producer, CancellationToken stop)
    {
        Random random = new(producer);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(TryWrite(producer, random) ? s_pause : s_pauseAfterFailure, TimeProvider.System, CancellationToken.None);
        }

        Interlocked.Exchange(ref _connections[producer], null)?.Dispose();
    }

    private bool TryWrite(int producer, Random random)
    {
        int session = (producer + (Producers * random.Next(sessions))) % sessions;
        try
        {
            RespConnection connection = _connections[producer] ??= master().Connect();
            byte[][] words = ["XADD"u8.ToArray(), Bytes(stream), "*"u8.ToArray(), "session"u8.ToArray(), Bytes($"s{session}"), "x"u8.ToArray(), BitConverter.GetBytes(random.NextInt64(1000))];
            string id = connection.Execute(words).OrThrow().Text;
            if (connection.Execute("WAIT", $"{replicas}", LongestWait).OrThrow().ToNumber() < replicas)
            {
                throw new IOException("Too few replicas have the message.");
            }

            Acknowledged.Enqueue(id);
            tally.Acknowledge();
            return true;
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidOperationException or ObjectDisposedException)
        {
            // The message may be there, or not: what the stream has tells.
            tally.Fail(error);
            Interlocked.Exchange(ref _connections[producer], null)?.Dispose();
            return false;
        }
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
