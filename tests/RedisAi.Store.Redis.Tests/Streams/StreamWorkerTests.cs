using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.StreamHost;
using RedisAi.Testing;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

public class StreamWorkerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_gives_each_message_its_output_and_keeps_the_order_of_each_session()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 20);
        await feed.WriteAsync(300);

        await bench.WorkAsync();
        await feed.WriteAsync(300);

        await feed.CheckAsync($"Seed {StreamBench.Seed}");
    }

    [Fact]
    public async Task Several_workers_share_the_messages_and_keep_the_order_of_each_session()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 40);
        for (int i = 0; i < 3; i++)
        {
            // A worker has five messages at most for as long as a run takes, so that no one can have all sessions before the others have looked.
            await bench.WorkAsync(static worker => (worker.BatchSize, worker.MaxInFlight) = (5, 5), TimeSpan.FromMilliseconds(50));
        }

        await Eventually.HoldsAsync(() => bench.Database.HashKeys($"ai-consumers:{WorkerHost.Input}/redisai").Count(static field => field.StartsWith("until:")) == 3, "three workers");
        await feed.WriteAsync(1200);

        await feed.CheckAsync($"Seed {StreamBench.Seed}");
        Dictionary<string, int> consumers = await ConsumersOfSessionsAsync(bench.Database);
        Assert.True(consumers.Count >= 2, $"Seed {StreamBench.Seed}: {consumers.Count} of 3 workers had sessions.");
    }

    [Fact]
    public async Task Messages_without_a_session_are_worked_on_one_by_one_and_each_once()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        await bench.WorkAsync(static worker => worker.MaxInFlight = 16, add: static ai => ai.AddModel("free", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]])).AddStreamWorker("texts", "results", "free"));
        for (int i = 0; i < 100; i++)
        {
            using AiTensor tensor = AiTensor.Scalar((long)i);
            StreamField field = StreamField.FromTensor("x", tensor);
            await bench.Database.StreamAddAsync("texts", field.Name, field.Value);
        }

        await Eventually.HoldsAsync(() => bench.Database.StreamLength("results") >= 100, "a hundred outputs");

        StreamEntry[] results = await bench.Database.StreamRangeAsync("results");
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => (long)i), results.Select(static entry => Value(entry["y"])).Order());
        Assert.Equal(0, (await bench.Database.StreamPendingAsync("texts", "redisai")).PendingMessageCount);
    }

    [Fact]
    public async Task A_worker_that_stops_leaves_what_it_has_not_begun_to_others_at_once()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 5);
        IHost first = await bench.WorkAsync(static worker => worker.ClaimAfter = TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(5));
        await feed.WriteAsync(200);
        await Eventually.HoldsAsync(() => bench.Database.StreamLength(WorkerHost.Output) > 5, "some outputs");

        await bench.StopAsync(first);
        long ended = bench.Database.StreamLength(WorkerHost.Output);
        await bench.WorkAsync(static worker => worker.ClaimAfter = TimeSpan.FromMinutes(1));

        Assert.True(ended < 200, "The first worker was too quick for this test.");
        await feed.CheckAsync($"Seed {StreamBench.Seed}");
    }

    [Fact]
    public async Task Calls_elsewhere_with_a_session_of_the_stream_take_turns_with_the_worker_and_nothing_is_lost()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 1);
        await bench.WorkAsync(static worker => worker.SessionBatchSize = 3, TimeSpan.FromMilliseconds(2));
        await using RedisAiEngine elsewhere = new(new RedisAiOptions { SharedStore = new RedisTensorStore(new RedisStoreOptions { Configuration = bench.Server.Configuration, LeaseTime = StreamBench.Lease }) }, []);
        await SumModel.StoreAsync(elsewhere);
        IModel model = elsewhere.Models[SumModel.Key];
        await bench.Database.StreamAddAsync(WorkerHost.Input, [new NameValueEntry("session", "other"), new NameValueEntry("x", new byte[8])]);
        for (int i = 0; i < 60; i++)
        {
            await feed.WriteUnexpectedAsync("s0", 0);
        }

        using AiTensor zero = AiTensor.Create<long>([1], [0]);
        for (int i = 0; i < 5; i++)
        {
            using ModelResult result = await model.RunAsync(new NamedTensors { { "x", zero } }, new InferenceOptions { Session = "s0" }, Token);
        }

        await Eventually.HoldsAsync(() => bench.Database.StreamPending(WorkerHost.Input, "redisai").PendingMessageCount == 0 && bench.Database.StreamLength(WorkerHost.Output) >= 61, "all outputs");
        await Eventually.HoldsAsync(() => Value(bench.Database.StringGet("ai:{s0}/sum/count")) == 65, "a state with all calls and all messages");
    }

    [Fact]
    public async Task A_group_that_was_removed_is_made_anew_and_nothing_is_applied_twice()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 5);
        await bench.WorkAsync();
        await feed.WriteAsync(100);
        await feed.CheckAsync($"Seed {StreamBench.Seed}");

        await bench.Database.StreamDeleteConsumerGroupAsync(WorkerHost.Input, "redisai");
        await feed.WriteAsync(100);

        await feed.CheckAsync($"Seed {StreamBench.Seed}, once more");
        Assert.Contains(bench.Log.Entries, static entry => entry.Id.Id == 709);
    }

    [Fact]
    public async Task Outputs_and_inputs_can_be_made_by_the_application()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        await bench.WorkAsync(worker =>
        {
            worker.ReadInputs = static message => new NamedTensors { { "x", AiTensor.Create<long>([1], [message.Fields.Count]) } };
            worker.WriteOutputs = static (message, outputs) =>
                outputs[0].Value.AsSpan<long>()[0] % 2 == 0 ? [] : [StreamField.FromText("text", $"{message.Id} {outputs[0].Key} {outputs[0].Value.AsSpan<long>()[0]}")];
        });
        RedisValue odd = await bench.Database.StreamAddAsync(WorkerHost.Input, [new NameValueEntry("a", "1"), new NameValueEntry("b", "2"), new NameValueEntry("session", "one")]);
        await bench.Database.StreamAddAsync(WorkerHost.Input, [new NameValueEntry("a", "1"), new NameValueEntry("session", "two")]);

        await Eventually.HoldsAsync(() => bench.Database.KeyExists("ai:{one}/sum/total") && bench.Database.KeyExists("ai:{two}/sum/total"), "the states of both sessions");

        StreamEntry entry = Assert.Single(await bench.Database.StreamRangeAsync(WorkerHost.Output));
        Assert.Equal($"{odd} sum 3", entry["text"]);
    }

    private static async Task<Dictionary<string, int>> ConsumersOfSessionsAsync(IDatabase database)
    {
        Dictionary<string, int> consumers = new(StringComparer.Ordinal);
        for (int session = 0; session < 40; session++)
        {
            string consumer = (await database.HashGetAsync($"ai-position:{WorkerHost.Input}/redisai/{{s{session}}}", "consumer")).ToString();
            consumers[consumer] = consumers.GetValueOrDefault(consumer) + 1;
        }

        return consumers;
    }

    private static long Value(RedisValue value)
    {
        using AiTensor tensor = new StreamField("", (byte[]?)value).ToTensor();
        return tensor.AsSpan<long>()[0];
    }
}
