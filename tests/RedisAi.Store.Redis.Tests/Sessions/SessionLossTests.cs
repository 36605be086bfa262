using System.Collections.Concurrent;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>Owners that die, stand still for longer than their lease, or go by a wrong clock.</summary>
public sealed class SessionLossTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Session_of_a_dead_owner_goes_on_elsewhere_from_the_last_step_when_the_lease_is_over()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a");
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b");
        for (int i = 1; i <= 3; i++)
        {
            await a.AddAsync("s", i);
        }

        a.CutOff();
        long over = server.Execute("HGET", "ai-lease:{s}", "until").ToNumber();
        Tally after = await b.AddAsync("s", 10);

        Assert.Equal(new Tally(4, 16), after);
        long taken = server.Execute("HGET", "ai-lease:{s}", "fence").ToNumber() / 1000;
        Assert.InRange(taken, over, over + 5000);
        a.Restore();
        await Eventually.HoldsAsync(() => a.Leases.FenceOf("s") == 0, "the former owner knows that the session is lost");
        Assert.Equal(new Tally(5, 116), await a.AddSurelyAsync("s", 100));
    }

    [Fact]
    public async Task Write_that_stood_still_for_longer_than_the_lease_is_refused_and_its_caller_told_who_the_owner_is()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", static options => options.CommandTimeout = TimeSpan.FromSeconds(15));
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b");
        await a.AddAsync("s", 1);
        a.Proxy.ToServer.Block();
        Task<Tally> late = a.AddAsync("s", 10);
        await Eventually.HoldsAsync(() => a.Runs == 2, "the run of the step whose write stands still");

        Assert.Equal(new Tally(2, 101), await b.AddAsync("s", 100));
        Assert.Equal(new Tally(3, 1101), await b.AddAsync("s", 1000));
        Assert.False(late.IsCompleted);
        a.Proxy.Unblock();

        SessionMovedException error = await Assert.ThrowsAsync<SessionMovedException>(() => Eventually.EndsAsync(late));
        Assert.Equal(("s", "b"), (error.Session, error.Owner));
        Assert.Equal(new Tally(4, 1102), await b.AddAsync("s", 1));
    }

    [Fact]
    public async Task Write_whose_answer_is_lost_is_made_once()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", static options => options.LeaseTime = TimeSpan.FromSeconds(10));
        await a.AddAsync("s", 1);

        for (int i = 2; i <= 6; i++)
        {
            a.Proxy.ToClient.Block();
            Task<Tally> step = a.AddAsync("s", 1);
            await Eventually.HoldsAsync(() => StepsIn(server) == i, "the step is in Redis, though nobody has heard of it");
            a.Proxy.Cut();
            a.Proxy.Unblock();
            Assert.Equal(new Tally(i, i), await step);
        }
    }

    /// <summary>It believes that it has the session when it has not had it for long: only the fence knows.</summary>
    [Fact]
    public async Task Owner_with_a_slow_clock_writes_nothing_that_it_may_not()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", time: new ScaledTime(0.02));
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b");
        Tally expected = default;
        for (int round = 1; round <= 3; round++)
        {
            expected = new Tally(expected.Steps + 1, expected.Sum + 1);
            Assert.Equal(expected, await a.AddSurelyAsync("s", 1));
            await Task.Delay(s_lease * 1.2, TimeProvider.System, TestContext.Current.CancellationToken);

            // It hears nobody, so that it gives nothing away either.
            a.Proxy.ToClient.Block();
            expected = new Tally(expected.Steps + 1, expected.Sum + 10);
            Assert.Equal(expected, await b.AddAsync("s", 10));
            Assert.NotEqual(0, a.Leases.FenceOf("s"));
            Task<Tally> refused = a.AddAsync("s", 100);
            a.Proxy.Unblock();
            await Assert.ThrowsAsync<SessionMovedException>(() => Eventually.EndsAsync(refused));
        }
    }

    [Fact]
    public async Task Owner_with_a_fast_clock_renews_more_often_and_makes_each_step_once()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", Patient, new ScaledTime(4));
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b", Patient);
        for (int step = 1; step <= 30; step++)
        {
            Assert.Equal(new Tally(step, step), await (step % 3 == 0 ? b : a).AddSurelyAsync("s", 1));
        }

        // By the fast clock deadlines are over early, too.
        static void Patient(RedisStoreOptions options) =>
            (options.LeaseTime, options.CommandTimeout, options.SessionTimeout) = (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Lease_that_ran_out_unnoticed_goes_on_if_nobody_has_taken_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a");
        await a.AddAsync("s", 1);
        long fence = a.Leases.FenceOf("s");
        a.Proxy.Block();
        await Eventually.HoldsAsync(() => a.Leases.FenceOf("s") == 0, "the lease is over by the owner's clock");
        a.Proxy.Unblock();

        Assert.Equal(new Tally(2, 2), await a.AddSurelyAsync("s", 1));
        Assert.Equal(fence, a.Leases.Find("s")!.Fence);
    }

    [Fact]
    public async Task Sessions_of_a_server_that_forgot_everything_begin_anew()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();

        // So long that it is the call that finds it out.
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", static options => options.LeaseTime = TimeSpan.FromSeconds(60));
        ConcurrentQueue<string> lost = [];
        a.Leases.LeaseLost += (session, _) => lost.Enqueue(session);
        await a.AddAsync("s", 1);
        server.FlushAll();

        await Assert.ThrowsAnyAsync<RedisAiException>(() => a.AddAsync("s", 1));

        // The call ends before that is told.
        await Eventually.HoldsAsync(() => !lost.IsEmpty, "the loss is told");
        Assert.Equal(["s"], lost);
        Assert.Equal(new Tally(1, 5), await a.AddAsync("s", 5));
    }

    [Fact]
    public async Task Call_waits_for_a_session_no_longer_than_it_may()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", static options => options.LeaseTime = TimeSpan.FromSeconds(30));
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b", static options => options.SessionTimeout = TimeSpan.FromMilliseconds(700));
        await a.AddAsync("s", 1);
        a.CutOff();

        long started = TimeProvider.System.GetTimestamp();
        SessionMovedException error = await Assert.ThrowsAsync<SessionMovedException>(() => b.AddAsync("s", 1));
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(started);

        Assert.Equal("a", error.Owner);
        Assert.InRange(elapsed, TimeSpan.FromMilliseconds(600), TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Without_a_server_a_call_ends_with_an_error_that_says_so()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(
            server, "a", static options => (options.SessionTimeout, options.CommandTimeout, options.ReplicaTimeout) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)));
        a.CutOff();

        SharedStoreException error = await Assert.ThrowsAsync<SharedStoreException>(() => Eventually.EndsAsync(a.AddAsync("s", 1)));

        Assert.Contains("Redis", error.Store, StringComparison.Ordinal);
    }

    private static long StepsIn(RedisServer server)
    {
        // The values come last in a record: the number of steps, and the sum.
        string record = server.Execute("GET", "ai:{s}/m/tally").Text;
        return record.Length < 16 ? 0 : BitConverter.ToInt64(System.Text.Encoding.Latin1.GetBytes(record[^16..^8]));
    }
}
