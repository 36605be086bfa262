using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>What is written behind is written soon, or calls wait.</summary>
public sealed class WriteBehindTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Many_steps_of_a_session_are_written_a_few_times()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        ManualTimeProvider time = new();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", Behind, time);
        await a.AddAsync("s", 1);
        long before = server.Calls("evalsha");

        for (int i = 1; i <= 300; i++)
        {
            await a.AddAsync("s", 1);
            if (i % 100 == 0)
            {
                time.Advance(s_interval / 2);
                await WrittenAsync(a, server, i + 1);
            }
        }

        Assert.Equal(3, server.Calls("evalsha") - before);
    }

    [Fact]
    public async Task Step_is_in_Redis_after_the_interval()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        ManualTimeProvider time = new();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", Behind, time);
        for (int step = 1; step <= 2; step++)
        {
            await a.AddAsync("s", 1);
            Assert.Equal(step - 1, Steps(server));

            time.Advance(s_interval);

            await WrittenAsync(a, server, step);
        }
    }

    [Fact]
    public async Task Calls_wait_when_Redis_is_silent_for_longer_than_the_interval_and_go_on_with_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        ManualTimeProvider time = new();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", Behind, time);
        await a.AddAsync("s", 1);
        await a.Engine.FlushAsync(TestContext.Current.CancellationToken);
        a.Proxy.ToServer.Block();

        // As old as an interval at most: no call waits.
        Assert.Equal(2, (await a.AddAsync("s", 1)).Steps);
        time.Advance(s_interval);
        Assert.Equal(3, (await a.AddAsync("s", 1)).Steps);

        time.Advance(TimeSpan.FromMilliseconds(1));
        Task<Tally> step = a.AddAsync("s", 1);
        await Eventually.HoldsAsync(() => a.Runs == 4, "the run of the step that waits");
        await Task.Delay(s_interval, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(step.IsCompleted);
        Assert.Equal(1, Steps(server));
        a.Proxy.Unblock();

        await Eventually.EndsAsync(step);
        Assert.Equal(4, (await step).Steps);
        Assert.Equal(4, Steps(server));
        Assert.False(a.Leases.Writer.IsAwaited);
    }

    [Fact]
    public async Task Owner_that_dies_loses_no_more_than_one_interval_of_answers()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", Behind);
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b", Behind);
        List<TimeSpan> answers = [];
        TimeSpan lastBegun = default;
        long started = TimeProvider.System.GetTimestamp();
        while (lastBegun < 3 * s_interval)
        {
            lastBegun = TimeProvider.System.GetElapsedTime(started);
            await a.AddAsync("s", 1);
            answers.Add(TimeProvider.System.GetElapsedTime(started));
        }

        a.CutOff();
        Tally after = await b.AddAsync("s", 1);

        // The last call would have waited for whatever was older than an interval; nothing is there twice.
        int surely = answers.Count(answer => answer < lastBegun - s_interval);
        Assert.InRange(after.Steps - 1, surely, answers.Count);
        Assert.Equal(after.Steps, after.Sum);
    }

    [Fact]
    public async Task Engine_that_is_disposed_leaves_all_it_has_answered_and_its_sessions_are_free_at_once()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b");
        await using (StoreProcess a = await StoreProcess.StartAsync(
            server, "a", static options => (options.Writes, options.LeaseTime, options.WriteInterval) = (RedisWriteMode.WriteBehind, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30))))
        {
            for (int i = 0; i < 40; i++)
            {
                await a.AddAsync($"s{i % 20}", 1);
            }

            Assert.Equal(0, server.Execute("EXISTS", "ai:{s1}/m/tally").ToNumber());
        }

        // Were they not free, each would be waited for in vain: the leases are longer than a call waits.
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(new Tally(3, 3), await b.AddAsync($"s{i}", 1));
        }
    }

    [Fact]
    public async Task What_the_application_sets_in_a_state_is_in_Redis_when_that_returns_and_the_session_goes_on_from_there()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(
            server, "a", static options => (options.Writes, options.LeaseTime, options.WriteInterval) = (RedisWriteMode.WriteBehind, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30)));
        await a.AddAsync("s", 1);
        using AiTensor set = AiTensor.Create<long>([1, 2], [40, 400]);

        await a.Engine.Tensors.SetAsync("s/m/tally", set, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(40, Steps(server));
        Assert.Equal(new Tally(41, 402), await a.AddAsync("s", 2));
    }

    private static void Behind(RedisStoreOptions options) =>
        (options.Writes, options.WriteInterval, options.LeaseTime) = (RedisWriteMode.WriteBehind, s_interval, TimeSpan.FromSeconds(4));

    /// <summary>Waits until Redis has so many steps, and the writer knows: what comes then waits for the next tick.</summary>
    private static Task WrittenAsync(StoreProcess process, RedisServer server, int steps) =>
        Eventually.HoldsAsync(() => Steps(server) == steps && !process.Leases.Find("s")!.States.IsSending, $"{steps} steps are written");

    private static long Steps(RedisServer server)
    {
        string record = server.Execute("GET", "ai:{s}/m/tally").Text;
        return record.Length < 16 ? 0 : BitConverter.ToInt64(System.Text.Encoding.Latin1.GetBytes(record[^16..^8]));
    }
}
