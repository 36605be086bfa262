using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.StreamHost;
using RedisAi.Testing;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

public class StreamDeadLetterTests
{
    private static readonly string[] s_facts = ["error", "failures", "source", "stream", "group", "session"];

    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(2);

    [Fact]
    public async Task A_message_that_fails_each_time_goes_to_the_dead_letters_with_the_reason_and_its_session_goes_on()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 2);
        await feed.WriteAsync(10);
        string poison = await feed.WriteUnexpectedAsync("s1", -5);
        await feed.WriteAsync(10);

        await bench.WorkAsync(static worker => (worker.MaxFailures, worker.RetryDelay) = (3, s_retry));

        await feed.CheckAsync($"Seed {StreamBench.Seed}");
        StreamEntry letter = Assert.Single(await bench.Database.StreamRangeAsync("in:dead"));
        Assert.Contains("x is negative.", letter["reason"].ToString(), StringComparison.Ordinal);
        Assert.Equal(["ArgumentException", "3", poison, "in", "redisai", "s1"], s_facts.Select(name => letter[name].ToString()));
        Assert.Equal(2, bench.Log.Entries.Count(static entry => entry.Id.Id == 704));
        Assert.Single(bench.Log.Entries, static entry => entry.Id.Id == 705);
        Assert.False(await bench.Database.KeyExistsAsync("ai-failures:in/redisai"));
    }

    [Fact]
    public async Task A_message_that_ends_its_process_each_time_goes_to_the_dead_letters_and_the_others_do_not()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 6);
        await feed.WriteAsync(20);
        string poison = await feed.WriteUnexpectedAsync("s1", SumModel.Fatal);
        await feed.WriteAsync(40);
        int processes = 0;
        while (await bench.Database.StreamLengthAsync("in:dead") == 0)
        {
            Assert.True(++processes <= 12, $"Seed {StreamBench.Seed}: {processes} processes have ended.");
            using ChildProcess process = await bench.StartProcessAsync();
            await Eventually.HoldsAsync(() => process.HasEnded || bench.Database.StreamLength("in:dead") > 0, "a dead letter, or the end of the process");
        }

        await bench.WorkAsync();

        await feed.CheckAsync($"Seed {StreamBench.Seed}");
        StreamEntry letter = Assert.Single(await bench.Database.StreamRangeAsync("in:dead"));
        Assert.Equal((poison, "Its run has ended the process of its worker, 2 times."), (letter["source"].ToString(), letter["reason"].ToString()));
    }

    [Fact]
    public async Task Failures_are_counted_across_workers()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 1);
        await feed.WriteUnexpectedAsync("s0", -1);
        await feed.WriteAsync(5);
        IHost first = await bench.WorkAsync(static worker => (worker.MaxFailures, worker.RetryDelay) = (2, TimeSpan.FromMinutes(1)));
        await Eventually.HoldsAsync(() => bench.Log.Entries.Any(static entry => entry.Id.Id == 704), "the first failure");
        await bench.StopAsync(first);

        await bench.WorkAsync(static worker => (worker.MaxFailures, worker.RetryDelay) = (2, TimeSpan.FromMinutes(1)));

        await feed.CheckAsync($"Seed {StreamBench.Seed}");
        Assert.Equal(1, await bench.Database.StreamLengthAsync("in:dead"));
    }

    [Fact]
    public async Task A_field_that_is_no_tensor_is_a_reason_that_says_what_was_expected()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        await bench.WorkAsync(static worker => (worker.MaxFailures, worker.RetryDelay, worker.DeadLetterStream) = (1, s_retry, "bad"));
        await bench.Database.StreamAddAsync(WorkerHost.Input, [new NameValueEntry("session", "a"), new NameValueEntry("x", "123")]);

        await Eventually.HoldsAsync(() => bench.Database.StreamLength("bad") == 1, "a dead letter");

        StreamEntry letter = (await bench.Database.StreamRangeAsync("bad"))[0];
        Assert.Equal("The field 'x' has 3 bytes; Int64[batch] was expected, which takes a multiple of 8.", letter["reason"]);
        Assert.Equal("123", letter["x"]);
    }

    [Fact]
    public async Task What_a_failing_step_of_a_plan_has_written_before_is_not_published()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 1);
        int failures = 0;
        await bench.WorkAsync(
            static worker => (worker.Group, worker.RetryDelay) = ("plans", s_retry),
            add: ai => ai
                .AddModel("check", ModelSource.FromFunction(["x"], ["y"], inputs => Interlocked.Increment(ref failures) <= 2 ? throw new InvalidOperationException("Not yet.") : [inputs[0]]), static model => model.WarmUp = false)
                .AddDag("sum-then-check", static dag =>
                {
                    DagNode sum = dag.Model("sum", dag.Input("x"));
                    DagNode check = dag.Model("check", sum["sum"]);
                    dag.Output("checked", check["y"]);
                })
                .AddStreamWorker("plan-in", "plan-out", "sum-then-check", static worker => worker.RetryDelay = s_retry));
        _ = feed;
        using AiTensor x = AiTensor.Create<long>([1], [7]);
        StreamField field = StreamField.FromTensor("x", x);
        await bench.Database.StreamAddAsync("plan-in", [new NameValueEntry("session", "p"), new NameValueEntry(field.Name, field.Value)]);

        await Eventually.HoldsAsync(() => bench.Database.StreamLength("plan-out") == 1, "the output");

        using AiTensor count = new StreamField("", (byte[]?)(await bench.Database.StringGetAsync("ai:{p}/sum/count"))).ToTensor();
        Assert.Equal(3, failures);
        Assert.Equal(1, count.AsSpan<long>()[0]);
    }
}
