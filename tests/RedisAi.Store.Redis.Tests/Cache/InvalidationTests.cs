using System.Diagnostics;
using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Store.Redis.Tests.Tensors;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Cache;

/// <summary>What another client writes is seen here, whatever was read before.</summary>
public sealed class InvalidationTests
{
    /// <summary>Far more than it takes, and far less than any check by time would.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_second_read_asks_nobody()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = await OpenStore.ToldAsync(server);
        store.Put("a", 1);
        store.Floats("a");
        long before = server.Calls("get");

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal([1], store.Floats("a"));
        }

        Assert.Equal(before, server.Calls("get"));
    }

    [Fact]
    public async Task What_another_client_writes_or_removes_is_seen_soon()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = await OpenStore.ToldAsync(server);
        using RespConnection other = server.Connect();
        store.Put("a", 0);
        TimeSpan[] seen = new TimeSpan[100];
        for (int i = 1; i <= seen.Length; i++)
        {
            store.Floats("a");
            long written = Stopwatch.GetTimestamp();
            other.Execute("SET"u8.ToArray(), "ai:a"u8.ToArray(), OpenStore.Record(i, i)).OrThrow();
            await Eventually.HoldsAsync(() => store.Floats("a") is [var value] && value == i, "the write is seen");
            seen[i - 1] = Stopwatch.GetElapsedTime(written);
        }

        store.Floats("a");
        other.Execute("DEL", "ai:a").OrThrow();

        await Eventually.HoldsAsync(() => store.Floats("a") is [], "the removal is seen");
        Array.Sort(seen);
        TestContext.Current.TestOutputHelper?.WriteLine($"The longest took {seen[^1].TotalMilliseconds} ms.");

        // Some may have stood in the queue of a busy core; were they seen by checks, half of them would be late.
        Assert.True(seen[seen.Length / 2] < s_soon, $"Half of them took {seen[seen.Length / 2]} and longer.");
    }

    [Fact]
    public async Task A_flushed_database_is_seen()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = await OpenStore.ToldAsync(server);
        store.Put("a", 1);
        store.Put("s/b", 1);
        store.Floats("a");
        store.Floats("s/b");

        server.FlushAll();

        await Eventually.HoldsAsync(() => store.Floats("a") is [] && store.Floats("s/b") is [], "it is seen");
        Assert.True(store.Store.Cache.IsTold);
    }

    [Fact]
    public async Task Ones_own_writes_are_seen_at_once()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = await OpenStore.ToldAsync(server);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                store.Put($"a{worker}", i);
                Assert.Equal([i], store.Floats($"a{worker}"));
            }
        })));

        store.Store.Remove("a1");
        Assert.Empty(store.Floats("a1"));
    }

    [Fact]
    public async Task Readers_never_see_an_older_value_after_a_newer_one()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore reader = await OpenStore.ToldAsync(server);
        await using OpenStore writer = OpenStore.On(server);
        writer.Put("a", 0);

        Task writing = Task.Run(() =>
        {
            for (int i = 1; i <= 500; i++)
            {
                writer.Put("a", i);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            float last = 0;
            while (!writing.IsCompleted)
            {
                float found = reader.Floats("a")[0];
                Assert.True(found >= last, $"{found} after {last}");
                last = found;
            }
        })));
        await writing;

        await Eventually.HoldsAsync(() => reader.Floats("a") is [500], "the last one is seen");
    }

    [Fact]
    public async Task What_was_written_while_the_network_was_cut_is_seen_after_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using TcpProxy proxy = new(server.Port);
        await using OpenStore store = OpenStore.On(proxy.Address);
        await store.IsToldAsync();
        for (int round = 1; round <= 5; round++)
        {
            OpenStore.Write(server, "ai:a", OpenStore.Record(2 * round, round));
            await Eventually.HoldsAsync(() => store.Floats("a") is [var value] && value == round, "the write is seen");

            proxy.RefusesConnections = true;
            proxy.Cut();
            OpenStore.Write(server, "ai:a", OpenStore.Record((2 * round) + 1, -round));
            proxy.RefusesConnections = false;

            await Eventually.HoldsAsync(() => Found(store) is [var value] && value == -round, "the write is seen");
            await store.IsToldAsync();
        }

        static float[] Found(OpenStore store)
        {
            try
            {
                return store.Floats("a");
            }
            catch (SharedStoreException)
            {
                return [];
            }
        }
    }

    [Fact]
    public async Task A_connection_for_channels_that_the_server_has_closed_is_made_again_and_nothing_is_missed()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = await OpenStore.ToldAsync(server);
        OpenStore.Write(server, "ai:a", OpenStore.Record(1, 1));
        store.Floats("a");

        server.Execute("CLIENT", "KILL", "TYPE", "pubsub");
        OpenStore.Write(server, "ai:a", OpenStore.Record(2, 2));

        await Eventually.HoldsAsync(() => store.Floats("a") is [2], "the write is seen");
        await store.IsToldAsync();
    }

    [Theory]
    [InlineData("-client|tracking")]
    [InlineData("-client|caching")]
    public async Task Where_the_server_may_not_tell_each_read_asks_for_the_version(string withheld)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Users = [$"app on >pw ~* &* +@all {withheld}"] });
        await using OpenStore store = OpenStore.On($"{server.Address},user=app,password=pw");
        store.Put("a", new float[1000]);
        await Eventually.HoldsAsync(() => store.Log.Lines.Any(static line => line.Contains("[604]", StringComparison.Ordinal)), "it is said");
        store.Floats("a");
        long read = server.Calls("get");

        Assert.Equal(1000, store.Floats("a").Length);
        Assert.Equal(read, server.Calls("get"));
        OpenStore.Write(server, "ai:a", OpenStore.Record(1, 5));
        Assert.Equal([5], store.Floats("a"));
        Assert.False(store.Store.Cache.IsTold);
    }

    [Fact]
    public async Task Records_without_versions_are_never_taken_for_unchanged()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server, static options => options.Tracking = RedisTracking.Off);
        for (int i = 0; i < 3; i++)
        {
            OpenStore.Write(server, "ai:a", OpenStore.Record(0, i));
            Assert.Equal([i], store.Floats("a"));
        }
    }

    [Fact]
    public async Task Keys_of_the_form_of_a_state_are_asked_for_with_each_read()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = await OpenStore.ToldAsync(server);
        store.Put("s/m/h", 1);
        store.Floats("s/m/h");
        long before = server.Calls("evalsha");

        Assert.Equal([1], store.Floats("s/m/h"));

        Assert.Equal(before + 1, server.Calls("evalsha"));
    }

    [Fact]
    public async Task The_server_notes_what_is_kept_here_and_nothing_else()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = await OpenStore.ToldAsync(server);

        // The first one may be noted behind the question whether the user may have it noted.
        store.Store.Contains("before");
        long before = Noted(server);
        for (int i = 0; i < 10; i++)
        {
            store.Put($"a{i}", i);
            store.Put($"s/m/{i}", i);
            store.Floats($"s/m/{i}");
        }

        Assert.Equal(before, Noted(server));
        store.Floats("a3");
        store.Floats("a4");
        Assert.Equal(before + 2, Noted(server));
    }

    [Fact]
    public async Task Where_no_note_is_taken_what_was_read_is_asked_for_again()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = await OpenStore.ToldAsync(server);
        OpenStore.Write(server, "ai:a", OpenStore.Record(1, 4));
        store.Store.Connection.Database.Execute("CLIENT", "TRACKING", "OFF");

        Assert.Equal([4], store.Floats("a"));
        OpenStore.Write(server, "ai:a", OpenStore.Record(2, 5));
        Assert.Equal([5], store.Floats("a"));
    }

    /// <summary>How many keys the server has taken note of.</summary>
    private static long Noted(RedisServer server) => long.Parse(server.Info("tracking_total_keys")!, System.Globalization.CultureInfo.InvariantCulture);
}
