using RedisAi.Store.Redis.Tests.Failover;
using RedisAi.StreamHost;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

/// <summary>A server that comes back without the last that it had, as a replica that was behind its master, while workers have that in memory.</summary>
public class StreamRollbackTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Steps_that_the_server_has_lost_are_made_again_with_their_outputs_and_none_twice()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 6);
        using ManualResetEventSlim gate = new();
        await bench.WorkAsync(worker => worker.ReadInputs = message =>
        {
            Eventually.Comes(gate);
            return X(message);
        });

        // All is delivered, and nothing is ended yet.
        await feed.WriteAsync(100);
        await Eventually.HoldsAsync(() => bench.Database.StreamPending(WorkerHost.Input, "redisai").PendingMessageCount == 100, "all are delivered");
        bench.Server.Execute("SAVE");
        gate.Set();
        await feed.CheckAsync($"Seed {StreamBench.Seed}, before");
        bench.Server.Kill();
        await bench.Server.RestartAsync();

        await feed.CheckAsync($"Seed {StreamBench.Seed}, made again", s_patience);
        await feed.WriteAsync(50);
        await feed.CheckAsync($"Seed {StreamBench.Seed}, after", s_patience);
    }

    [Fact]
    public async Task Whatever_the_server_has_lost_at_whatever_moment_the_messages_that_it_has_come_through_once()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        Tally tally = new();
        StreamAccount account = new("");
        for (int i = 0; i < 2; i++)
        {
            await bench.WorkAsync(static worker => (worker.SessionBatchSize, worker.BatchSize) = (4, 16), TimeSpan.FromMilliseconds(1));
        }

        await Rounds.RunAsync("streams and a server that loses the last of its data", 5, tally, async random =>
        {
            Write(bench.Server, random, random.Next(20, 150));
            await random.PauseAsync(100);
            bench.Server.Execute("SAVE");
            Write(bench.Server, random, random.Next(100));
            await random.PauseAsync(300);
            bench.Server.Kill();
            await bench.Server.RestartAsync();
            try
            {
                await Eventually.HoldsAsync(() => account.IsDone(bench.Server), "all is ended");
            }
            catch (TimeoutException error)
            {
                throw new TimeoutException($"{error.Message}\n{account.Describe(bench.Server)}", error);
            }

            account.Compare(bench.Server, [], tally);
            Assert.True(tally.Faults.Count == 0, string.Join('\n', tally.Faults.Take(10)));
        });
    }

    private static void Write(RedisServer server, Random random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            server.Execute("XADD", WorkerHost.Input, "*", "session", $"s{random.Next(6)}", "x", $"{(char)random.Next(128)}\0\0\0\0\0\0\0");
        }
    }

    private static NamedTensors X(StreamMessage message)
    {
        message.TryGet("x", out StreamField x);
        return new NamedTensors { { "x", AiTensor.Create<long>([1], [BitConverter.ToInt64(x.Value.Span)]) } };
    }
}
