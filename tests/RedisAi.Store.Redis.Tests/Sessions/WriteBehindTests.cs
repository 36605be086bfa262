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
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", Behind);
        await a.AddAsync("s", 1);
        long before = Scripts(server);
        long started = TimeProvider.System.GetTimestamp();

        for (int i = 0; i < 300; i++)
        {
            await a.AddAsync("s", 1);
        }

        await a.Engine.FlushAsync(TestContext.Current.CancellationToken);
        long ticks = (long)(TimeProvider.System.GetElapsedTime(started) / (s_interval / 2)) + 3;
        Assert.InRange(Scripts(server) - before, 1, ticks);
        Assert.Equal(301, Steps(server));
    }

    [Fact]
    public async Task Step_is_in_Redis_after_the_interval()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", Behind);
        await a.AddAsync("s", 1);
        await Eventually.HoldsAsync(() => Steps(server) == 1, "the first step");

        await a.AddAsync("s", 1);
        long answered = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync(() => Steps(server) == 2, "the second step");

        Assert.InRange(TimeProvider.System.GetElapsedTime(answered), TimeSpan.Zero, s_interval + TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Calls_wait_when_Redis_is_silent_for_longer_than_the_interval_and_go_on_with_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", Behind);
        await a.AddAsync("s", 1);
        await a.Engine.FlushAsync(TestContext.Current.CancellationToken);
        a.Proxy.ToServer.Block();
        long silent = TimeProvider.System.GetTimestamp();
        TimeSpan lastAnswer = default;
        int answered = 1;

        Task<Tally> step;
        while (true)
        {
            step = a.AddAsync("s", 1);
            if (await Task.WhenAny(step, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken)) != step)
            {
                break;
            }

            answered++;
            lastAnswer = TimeProvider.System.GetElapsedTime(silent);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.InRange(lastAnswer, s_interval / 2, s_interval + TimeSpan.FromMilliseconds(150));
        Assert.Equal(1, Steps(server));
        a.Proxy.Unblock();
        Assert.Equal(answered + 1, (await step).Steps);
        Assert.Equal(answered + 1, Steps(server));
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
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < 3 * s_interval)
        {
            await a.AddAsync("s", 1);
            answers.Add(TimeProvider.System.GetElapsedTime(started));
        }

        a.CutOff();
        TimeSpan killed = TimeProvider.System.GetElapsedTime(started);
        Tally after = await b.AddAsync("s", 1);

        // What was answered before the interval that was under way is there; nothing is there twice.
        int surely = answers.Count(answer => answer < killed - s_interval - TimeSpan.FromMilliseconds(50));
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

        long started = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(new Tally(3, 3), await b.AddAsync($"s{i}", 1));
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
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

    private static long Steps(RedisServer server)
    {
        string record = server.Execute("GET", "ai:{s}/m/tally").Text;
        return record.Length < 16 ? 0 : BitConverter.ToInt64(System.Text.Encoding.Latin1.GetBytes(record[^16..^8]));
    }

    /// <summary>How many scripts have written the states of session <c>s</c>, by the versions that they had.</summary>
    private static long Scripts(RedisServer server) =>
        long.Parse((server.Info("cmdstat_evalsha") ?? "calls=0,").Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture);
}
