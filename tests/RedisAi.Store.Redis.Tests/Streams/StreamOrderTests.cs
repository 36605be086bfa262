using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RedisAi.StreamHost;
using RedisAi.Testing;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

/// <summary>What comes of messages that are read again while they are ended: the parts of a worker, moved by hand.</summary>
public class StreamOrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_that_were_ended_while_they_were_read_again_are_not_put_behind_later_ones_of_their_session()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        RedisTensorStore store = new(Options(bench));
        await using RedisAiEngine engine = new(new RedisAiOptions { SharedStore = store }, []);
        await SumModel.StoreAsync(engine);
        using ManualResetEventSlim first = new();
        using ManualResetEventSlim fifth = new();
        TaskCompletionSource isAtFifth = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int count = 0;
        StreamWorkerOptions options = new()
        {
            SessionBatchSize = 4,
            ReadInputs = message =>
            {
                switch (++count)
                {
                    case 1:
                        Eventually.Comes(first);
                        break;
                    case 5:
                        isAtFifth.TrySetResult();
                        Eventually.Comes(fifth);
                        break;
                }

                message.TryGet("x", out StreamField x);
                return new NamedTensors { { "x", AiTensor.Create<long>([1], [BitConverter.ToInt64(x.Value.Span)]) } };
            },
        };
        StreamNames names = new("ai", WorkerHost.Input, WorkerHost.Output, options);
        StreamGroup group = new(store.Connection, names, options, "one", TimeSpan.FromMinutes(1));
        using Meter meter = new(nameof(StreamOrderTests));
        StreamWorkerStatus status = new(names.Text, names.Group, TimeSpan.FromMinutes(1), meter.CreateCounter<long>("messages"), TimeProvider.System);
        ILogger logger = bench.Log.CreateLogger("");
        StreamSteps steps = new(
            new StreamTargets(engine, SumModel.Key), store.Publisher!, new StreamPublisher(store.Connection, names, options, "one"), options, status, logger);
        Wakeup room = new(TimeProvider.System);
        using SessionLanes lanes = new(steps, group, options, status, room, TimeProvider.System, logger);
        StreamFeed feed = bench.Feed(seed: 1, sessions: 1);
        await feed.WriteAsync(10);
        await group.CreateAsync(Token);

        int epoch = lanes.BeginReading();
        Assert.True(lanes.TryAdd((await group.ReadAsync(10, "0-0", Token)).Messages, epoch));

        // Read again, as after a takeover, while the first one is worked on; the answer comes when four were ended, and the next four are under way.
        epoch = lanes.BeginReading();
        StreamReading again = await group.ReadAsync(10, "0-0", Token);
        Assert.Equal(10, again.Messages.Length);
        first.Set();
        await Eventually.EndsAsync(isAtFifth.Task);
        Assert.True(lanes.TryAdd(again.Messages, epoch));
        fifth.Set();

        await Eventually.HoldsAsync(() => lanes.InFlight == 0, "all are ended");
        await feed.CheckAsync("Read again");
        Assert.Equal(10, count);
        Assert.DoesNotContain(bench.Log.Entries, static entry => entry.Id.Id == 707);
        await lanes.StopAsync(Token);
    }

    [Fact]
    public async Task A_former_message_behind_a_later_one_of_its_session_ends_nothing_and_the_position_does_not_go_back()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        RedisTensorStore store = new(Options(bench));
        await using RedisAiEngine engine = new(new RedisAiOptions { SharedStore = store }, []);
        StreamWorkerOptions options = new();
        StreamNames names = new("ai", WorkerHost.Input, WorkerHost.Output, options);
        StreamGroup group = new(store.Connection, names, options, "one", TimeSpan.FromMinutes(1));
        StreamPublisher publisher = new(store.Connection, names, options, "one");
        await bench.Feed(seed: 1, sessions: 1).WriteAsync(4);
        await group.CreateAsync(Token);
        StreamMessage[] messages = (await group.ReadAsync(4, "0-0", Token)).Messages;

        Assert.Equal(FinishOutcome.Finished, await FinishAsync(0, 1));
        Assert.Equal(FinishOutcome.Repeated, await FinishAsync(2, 0));
        Assert.Equal(FinishOutcome.Repeated, await FinishAsync(3, 2));
        Assert.Equal(messages[1].Id, await bench.Database.HashGetAsync(names.PositionOf("s0"), "applied"));
        Assert.Equal(2, (await bench.Database.StreamPendingAsync(names.Input, names.Group)).PendingMessageCount);
        Assert.Equal(FinishOutcome.Finished, await FinishAsync(2, 3));

        StreamEntry[] outputs = await bench.Database.StreamRangeAsync(names.Output);
        Assert.Equal(messages.Select(static message => message.Id), outputs.Select(static output => output["source"].ToString()));

        async Task<FinishOutcome> FinishAsync(params int[] which)
        {
            using SessionPublication publication = await store.Publisher!.BeginAsync("s0", Token);
            return await publisher.FinishAsync(publication, [.. which.Select(index => new FinishedMessage(messages[index], [StreamField.FromText("source", messages[index].Id)]))]);
        }
    }

    private static RedisStoreOptions Options(StreamBench bench) => new() { Configuration = bench.Server.Configuration };
}
