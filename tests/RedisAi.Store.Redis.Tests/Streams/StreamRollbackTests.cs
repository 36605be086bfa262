using RedisAi.Store.Redis.Tests.Failover;
using RedisAi.StreamHost;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

/// <summary>A server that comes back without the last that it had, as a replica that was behind its master, while workers have that in memory.</summary>
public class StreamRollbackTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task A_consumer_that_has_seen_more_than_the_server_knows_begins_at_the_start_of_its_list_before_it_gets_anything_new()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        RedisTensorStore store = new(new RedisStoreOptions { Configuration = bench.Server.Configuration });
        await using RedisAiEngine engine = new(new RedisAiOptions { SharedStore = store }, []);
        StreamWorkerOptions options = new();
        StreamNames names = new("ai", WorkerHost.Input, WorkerHost.Output, options);
        StreamGroup one = new(store.Connection, names, options, "one", TimeSpan.FromMinutes(1));
        StreamGroup other = new(store.Connection, names, options, "other", TimeSpan.FromMinutes(1));
        await one.CreateAsync(Token);
        bench.Server.Execute("XADD", WorkerHost.Input, "1-0", "session", "s", "x", "first");
        Assert.Equal(["1-0"], Ids(await one.ReadAsync(1, "0-0", Token)));
        bench.Server.Execute("XADD", WorkerHost.Input, "2-0", "session", "s", "x", "second");
        bench.Server.Execute("XADD", WorkerHost.Input, "3-0", "session", "t", "x", "third");

        // It has seen 3-0 at a master that is gone; at this one the other consumer reads, and puts the second message of the session into its list, where it would not look for it.
        Assert.Equal(["3-0"], Ids(await other.ReadAsync(10, "0-0", Token)));
        bench.Server.Execute("XADD", WorkerHost.Input, "4-0", "session", "s", "x", "fourth");
        StreamReading behind = await one.ReadAsync(10, "3-0", Token);

        Assert.True(behind.IsBehind);
        Assert.Empty(behind.Messages);
        Assert.Equal(["1-0", "2-0", "4-0"], Ids(await one.ReadAsync(10, "0-0", Token)));
        Assert.False((await one.ReadAsync(10, "4-0", Token)).IsBehind);
    }

    [Fact]
    public async Task A_message_is_not_applied_where_the_one_before_it_was_ended_at_a_master_that_is_none_any_more()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamWorkerOptions options = new();
        StreamNames names = new("ai", WorkerHost.Input, WorkerHost.Output, options);
        StreamMessage second;
        RedisTensorStore before = new(new RedisStoreOptions { Configuration = bench.Server.Configuration });
        await using (RedisAiEngine engine = new(new RedisAiOptions { SharedStore = before }, []))
        {
            StreamGroup group = new(before.Connection, names, options, "one", TimeSpan.FromMinutes(1));
            await group.CreateAsync(Token);
            bench.Server.Execute("XADD", WorkerHost.Input, "1-0", "session", "s", "x", "first");
            bench.Server.Execute("XADD", WorkerHost.Input, "2-0", "session", "s", "x", "second");
            StreamMessage first = (await group.ReadAsync(10, "0-0", Token)).Messages[0];

            // What comes now the next master has not.
            bench.Server.Execute("SAVE");
            Assert.Equal(FinishOutcome.Finished, await EndAsync(before, names, options, first));
            second = Assert.Single((await group.ReadAsync(10, "0-0", Token)).Messages);
            Assert.Equal("1-0", second.After);
        }

        bench.Server.Kill();
        await bench.Server.RestartAsync();
        RedisTensorStore after = new(new RedisStoreOptions { Configuration = bench.Server.Configuration });
        await using RedisAiEngine next = new(new RedisAiOptions { SharedStore = after }, []);
        StreamGroup list = new(after.Connection, names, options, "one", TimeSpan.FromMinutes(1));

        Assert.Equal(FinishOutcome.Repeated, await EndAsync(after, names, options, second));
        Assert.Equal(0, bench.Server.Execute("XLEN", WorkerHost.Output).ToNumber());
        StreamMessage[] again = (await list.ReadAsync(10, "0-0", Token)).Messages;
        Assert.Equal(["1-0", "2-0"], again.Select(static message => message.Id));
        Assert.Equal(FinishOutcome.Finished, await EndAsync(after, names, options, again));
        Assert.Equal(2, bench.Server.Execute("XLEN", WorkerHost.Output).ToNumber());
    }

    private static async Task<FinishOutcome> EndAsync(RedisTensorStore store, StreamNames names, StreamWorkerOptions options, params StreamMessage[] messages)
    {
        StreamPublisher publisher = new(store.Connection, names, options, "one");
        using SessionPublication publication = await store.Publisher!.BeginAsync("s", Token);
        return await publisher.FinishAsync(publication, [.. messages.Select(static message => new FinishedMessage(message, [new StreamField("y", "out"u8.ToArray())]))]);
    }

    private static IEnumerable<string> Ids(StreamReading reading) => reading.Messages.Select(static message => message.Id);

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
