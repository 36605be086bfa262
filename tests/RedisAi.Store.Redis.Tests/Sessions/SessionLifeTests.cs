using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>Sessions that end, expire, idle, or are more than memory has room for.</summary>
public sealed class SessionLifeTests
{
    /// <summary>By the server's clock longer than any test takes.</summary>
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(RedisWriteMode.WriteThrough)]
    [InlineData(RedisWriteMode.WriteBehind)]
    public async Task Session_that_was_ended_leaves_nothing_and_begins_anew_anywhere(RedisWriteMode writes)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", options => (options.Writes, options.LeaseTime) = (writes, TimeSpan.FromSeconds(60)));
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b");
        await a.AddAsync("s", 1, "m");
        await a.AddAsync("s", 1, "n");

        await b.Engine.EndSessionAsync("s", TestContext.Current.CancellationToken);

        Assert.Equal(0, server.Execute("EXISTS", "ai:{s}/m/tally", "ai:{s}/n/tally", "ai-states:{s}").ToNumber());
        await Eventually.HoldsAsync(() => server.Execute("HGET", "ai-lease:{s}", "owner").Text.Length == 0, "the lease is given up");
        Assert.Equal(new Tally(1, 7), await a.AddAsync("s", 7));
    }

    [Fact]
    public async Task State_that_is_set_while_nobody_owns_the_session_is_where_the_next_owner_begins()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a");
        await using StoreProcess b = await StoreProcess.StartAsync(server, "b");
        using AiTensor tally = AiTensor.Create<long>([1, 2], [40, 400]);
        a.Store.Set("s/m/tally", tally);
        Assert.True(a.Store.TryUpdate("t/m/tally", tally, expectedVersion: 0));
        a.Store.SetAll([new("u/m/tally", tally), new("u/other", tally), new("u/n/tally", tally)], s_life);

        Assert.Equal(new Tally(41, 401), await b.AddAsync("s", 1));
        Assert.Equal(new Tally(41, 402), await b.AddAsync("t", 2));
        Assert.Equal(new Tally(41, 403), await b.AddAsync("u", 3));
        Assert.Equal(new Tally(41, 404), await b.AddAsync("u", 4, "n"));
    }

    [Fact]
    public async Task List_of_a_sessions_states_lives_as_long_as_what_is_set_without_an_owner()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a");
        using AiTensor tally = AiTensor.Create<long>([1, 2], [40, 400]);
        a.Store.Set("s/m/tally", tally, s_life);
        Assert.InRange(Left(), s_life.TotalMilliseconds, 60_000 + (2 * s_life.TotalMilliseconds));

        a.Store.SetTimeToLive("s/m/tally", 10 * s_life);
        Assert.InRange(Left(), 10 * s_life.TotalMilliseconds, 60_000 + (20 * s_life.TotalMilliseconds));

        a.Store.SetTimeToLive("s/m/tally", null);
        Assert.Equal(-1, Left());
        a.Store.Set("s/n/tally", tally, s_life);
        Assert.Equal(-1, Left());

        a.Store.Remove("s/m/tally");
        a.Store.Remove("s/n/tally");
        Assert.Equal(-2, Left());

        long Left() => server.Execute("PTTL", "ai-states:{s}").ToNumber();
    }

    [Fact]
    public async Task State_expires_in_Redis_as_it_does_here()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(
            server, "a", model: static (_, options) => options.States[0].TimeToLive = s_life);
        ManualTimeProvider time = new();
        await using StoreProcess b = await StoreProcess.StartAsync(
            server, "b", time: time, model: static (_, options) => options.States[0].TimeToLive = s_life);
        await a.AddAsync("s", 1);
        Assert.InRange(server.Execute("PTTL", "ai:{s}/m/tally").ToNumber(), 1, s_life.TotalMilliseconds);
        Assert.InRange(server.Execute("PTTL", "ai-states:{s}").ToNumber(), 60_000, 60_000 + (2 * s_life.TotalMilliseconds));

        Assert.Equal(new Tally(2, 2), await b.AddAsync("s", 1));
        Assert.InRange(server.Execute("PTTL", "ai:{s}/m/tally").ToNumber(), 1, s_life.TotalMilliseconds);
        time.Advance(s_life);

        Assert.Equal(new Tally(1, 5), await b.AddAsync("s", 5));
    }

    [Fact]
    public async Task Time_to_live_goes_on_where_the_session_goes()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(
            server, "a", model: static (_, options) => options.States[0].TimeToLive = s_life);
        ManualTimeProvider time = new();
        await using StoreProcess b = await StoreProcess.StartAsync(
            server, "b", time: time, model: static (_, options) => options.States[0].TimeToLive = s_life);
        await a.AddAsync("s", 1);

        // A step of another model brings the session here, and not to life.
        await b.AddAsync("s", 1, "n");
        time.Advance(s_life);

        Assert.Equal(new Tally(1, 5), await b.AddAsync("s", 5));
    }

    [Fact]
    public async Task Session_that_is_not_called_for_long_is_given_up_and_its_memory_with_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(server, "a", static options => options.IdleRelease = TimeSpan.FromSeconds(1));
        await a.AddAsync("s", 1);
        Assert.Equal(1, a.Leases.Count);

        await Eventually.HoldsAsync(() => a.Leases.Count == 0, "the session is given up");

        Assert.Equal(0, a.Leases.Memory.Tensors.Count);
        Assert.Equal(new Tally(2, 2), await a.AddAsync("s", 1));
    }

    [Fact]
    public async Task Sessions_that_were_not_called_for_longest_make_room_for_others()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using StoreProcess a = await StoreProcess.StartAsync(
            server, "a", static options => options.LeaseTime = TimeSpan.FromSeconds(30), model: static (options, _) => options.Tensors.MaxBytes = 20 * 64);
        for (int round = 1; round <= 2; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(new Tally(round, round), await a.AddAsync($"s{i}", 1));
            }
        }

        Assert.InRange(a.Leases.Memory.Tensors.ByteLength, 1, 21 * 64);
        Assert.InRange(a.Leases.Count, 1, 99);
    }
}
