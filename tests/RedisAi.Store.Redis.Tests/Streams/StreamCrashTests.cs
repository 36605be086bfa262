using System.Globalization;
using Microsoft.Extensions.Hosting;
using RedisAi.StreamHost;
using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests.Streams;

/// <summary>What is there after workers have ended without warning, or have stood still for longer than their leases.</summary>
public class StreamCrashTests
{
    private const int UsualRounds = 6;

    private static readonly int s_rounds =
        int.TryParse(Environment.GetEnvironmentVariable("STREAM_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) ? rounds : UsualRounds;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task After_workers_were_killed_at_any_moment_each_message_has_changed_its_session_once_and_has_one_output()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        int seed = StreamBench.Seed;
        Random random = new(seed);
        StreamFeed feed = bench.Feed(seed, sessions: 12);
        for (int round = 0; round < s_rounds; round++)
        {
            using ChildProcess one = await bench.StartProcessAsync();
            using ChildProcess other = await bench.StartProcessAsync(TimeSpan.FromMilliseconds(1));
            await feed.WriteAsync(random.Next(100, 300));
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 60), TimeProvider.System);
            one.Kill();
            await feed.WriteAsync(random.Next(100));
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 1000), TimeProvider.System);
            other.Kill();
        }

        await bench.WorkAsync();

        await feed.CheckAsync($"Seed {seed}, {s_rounds} rounds", s_patience);
    }

    [Fact]
    public async Task A_worker_that_stood_still_for_longer_than_its_lease_applies_nothing_that_another_one_has_applied()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        int seed = StreamBench.Seed;
        Random random = new(seed);
        StreamFeed feed = bench.Feed(seed, sessions: 12);
        using ChildProcess still = await bench.StartProcessAsync(TimeSpan.FromMilliseconds(1));
        for (int round = 0; round < s_rounds; round++)
        {
            await feed.WriteAsync(random.Next(50, 200));
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 40), TimeProvider.System);
            still.Pause();
            IHost other = await bench.WorkAsync(step: TimeSpan.FromMilliseconds(1));
            await feed.WriteAsync(random.Next(50));

            // Now and then it comes back while the other one is about to take over.
            await Task.Delay(StreamBench.Lease * (0.8 + random.NextDouble()), TimeProvider.System);
            still.Resume();
            await feed.WriteAsync(random.Next(50));
            await feed.CheckAsync($"Seed {seed}, round {round}", s_patience);
            await bench.StopAsync(other);
        }
    }

    [Fact]
    public async Task A_worker_with_a_name_that_stays_goes_on_with_what_it_had_when_it_starts_again()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 3);
        await feed.WriteAsync(20);
        await bench.Database.StreamCreateConsumerGroupAsync(WorkerHost.Input, "redisai", "0-0");
        await bench.Database.StreamReadGroupAsync(WorkerHost.Input, "redisai", "first", ">", count: 15);

        await bench.WorkAsync(static worker => (worker.Consumer, worker.ClaimAfter) = ("first", TimeSpan.FromHours(1)));

        await feed.CheckAsync($"Seed {StreamBench.Seed}");
    }

    [Fact]
    public async Task Messages_of_a_consumer_that_nobody_hears_of_are_taken_over()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 3);
        await feed.WriteAsync(30);
        await bench.Database.StreamCreateConsumerGroupAsync(WorkerHost.Input, "redisai", "0-0");
        await bench.Database.StreamReadGroupAsync(WorkerHost.Input, "redisai", "stranger", ">", count: 30);

        await bench.WorkAsync();

        await feed.CheckAsync($"Seed {StreamBench.Seed}");
        Assert.Contains(bench.Log.Entries, static entry => entry.Id.Id == 703 && entry.Message.Contains("'stranger'", StringComparison.Ordinal) && entry.Message.Contains("30", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_Redis_is_gone_the_worker_waits_and_goes_on_when_it_is_back()
    {
        await using StreamBench bench = await StreamBench.StartAsync();
        StreamFeed feed = bench.Feed(StreamBench.Seed, sessions: 5);
        await bench.WorkAsync(step: TimeSpan.FromMilliseconds(1));
        await feed.WriteAsync(200);

        bench.Server.Pause();
        await Task.Delay(StreamBench.Lease * 2, TimeProvider.System);
        bench.Server.Resume();

        await feed.WriteAsync(50);
        await feed.CheckAsync($"Seed {StreamBench.Seed}");
    }
}
