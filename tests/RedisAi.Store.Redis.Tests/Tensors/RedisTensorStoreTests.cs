using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Tensors;

/// <summary>What a tensor store does, in a server.</summary>
public sealed class RedisTensorStoreTests
{
    private static readonly string[] s_several = ["c", "a", "none", "s/b"];

    [Fact]
    public async Task Tensors_are_there_for_another_engine()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore one = OpenStore.On(server);
        await using OpenStore other = OpenStore.On(server);
        using AiTensor texts = AiTensor.CreateStrings([2], ["ä", ""]);

        one.Put("a", 1, 2, 3);
        await one.Store.SetAsync("texts", texts);

        Assert.Equal([1, 2, 3], other.Floats("a"));
        using AiTensor? found = await other.Store.GetAsync("texts");
        Assert.True(texts.ContentEquals(found!));
        Assert.Empty(other.Floats("b"));
        Assert.Null(await other.Store.GetAsync("b"));
    }

    [Fact]
    public async Task What_is_removed_is_gone_and_that_is_said_once()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        store.Put("a", 1);
        Assert.NotEmpty(store.Floats("a"));

        Assert.True(store.Store.Contains("a"));
        Assert.True(store.Store.Remove("a"));
        Assert.False(store.Store.Remove("a"));
        Assert.False(store.Store.Contains("a"));
        Assert.Empty(store.Floats("a"));
    }

    [Fact]
    public async Task A_write_replaces_the_tensor_and_its_expiry()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        using AiTensor tensor = AiTensor.Scalar(7f);
        store.Store.Set("a", tensor, TimeSpan.FromHours(1));
        Assert.InRange(store.Store.GetTimeToLive("a")!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));

        store.Put("a", 1);

        Assert.Null(store.Store.GetTimeToLive("a"));
        Assert.Equal([1], store.Floats("a"));
    }

    [Fact]
    public async Task Expiry_is_the_servers_and_can_be_changed()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        store.Put("a", 1);

        Assert.True(store.Store.SetTimeToLive("a", TimeSpan.FromHours(2)));
        Assert.InRange(store.Store.GetTimeToLive("a")!.Value, TimeSpan.FromMinutes(119), TimeSpan.FromHours(2));
        Assert.True(store.Store.SetTimeToLive("a", null));
        Assert.Null(store.Store.GetTimeToLive("a"));
        Assert.False(store.Store.SetTimeToLive("b", TimeSpan.FromHours(2)));
        Assert.False(store.Store.SetTimeToLive("b", null));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Store.SetTimeToLive("a", TimeSpan.Zero));
    }

    [Fact]
    public async Task A_tensor_that_is_read_from_this_process_expires_all_the_same()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Lines = ["hz 1"] });
        await using OpenStore store = await OpenStore.ToldAsync(server);
        using AiTensor tensor = AiTensor.Scalar(7f);

        store.Store.Set("a", tensor, TimeSpan.FromSeconds(3));
        Assert.NotEmpty(store.Floats("a"));
        Assert.Equal(1, store.Store.Cache.Count);

        await Eventually.HoldsAsync(() => store.Floats("a") is [], "it expires");
    }

    [Fact]
    public async Task Several_are_written_and_read_together()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        using AiTensor one = AiTensor.Scalar(1f);
        using AiTensor two = AiTensor.Scalar(2f);

        store.Store.SetAll([new("a", one), new("s/b", one), new("a", two)], TimeSpan.FromHours(1));
        await store.Store.SetAllAsync(new KeyValuePair<string, AiTensor>[] { new("c", one) });
        AiTensor?[] found = await store.Store.GetAllAsync(s_several);

        try
        {
            Assert.Equal([1f, 2f, null, 1f], found.Select(static tensor => tensor?.AsSpan<float>()[0]));
            Assert.NotNull(store.Store.GetTimeToLive("a"));
            Assert.Null(store.Store.GetTimeToLive("c"));
        }
        finally
        {
            Array.ForEach(found, static tensor => tensor?.Dispose());
        }
    }

    [Fact]
    public async Task Many_are_written_and_read_in_one_round_trip()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using TcpProxy proxy = new(server.Port);
        await using OpenStore store = OpenStore.On(proxy.Address, static options => options.LocalCacheBytes = 0);
        using AiTensor tensor = AiTensor.Scalar(1f);
        string[] keys = [.. Enumerable.Range(0, 200).Select(static i => $"s{i}/a")];
        store.Store.SetAll([.. keys.Select(key => new KeyValuePair<string, AiTensor>(key, tensor))]);
        server.FlushAll();

        // All of it is sent though nobody has answered the first of it.
        proxy.ToClient.Block();
        Task writing = store.Store.SetAllAsync(keys.Select(key => new KeyValuePair<string, AiTensor>(key, tensor)).ToArray()).AsTask();
        await Eventually.HoldsAsync(() => server.Execute("DBSIZE").ToNumber() == keys.Length, "all are written");
        Assert.False(writing.IsCompleted);
        proxy.ToClient.Unblock();
        await Eventually.EndsAsync(writing);
        proxy.ToClient.Block();
        long hits = Hits(server);
        Task<AiTensor?[]> reading = store.Store.GetAllAsync(keys).AsTask();
        await Eventually.HoldsAsync(() => Hits(server) == hits + keys.Length, "all are read");
        Assert.False(reading.IsCompleted);
        proxy.ToClient.Unblock();

        Array.ForEach(await reading, static one => one!.Dispose());
    }

    private static long Hits(RedisServer server) => long.Parse(server.Info("keyspace_hits")!, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task None_is_written_when_the_server_has_no_memory_for_one()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        using AiTensor tensor = AiTensor.Scalar(1f);
        Assert.Equal(0, store.Store.Count);
        server.SetMaxMemory(1);

        SharedStoreException error = Assert.Throws<SharedStoreException>(() => store.Store.SetAll([new("a", tensor), new("b", tensor)]));

        server.SetMaxMemory(0);
        Assert.Contains("has no memory left", error.Message, StringComparison.Ordinal);
        Assert.Equal($"Redis '{server.Address}'", error.Store);
        Assert.Equal(0, store.Store.Count);
    }

    [Fact]
    public async Task Keys_that_match_are_listed_with_their_number_and_their_bytes()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        string[] keys = ["a", "ab", "a/b/c", "b*", "{t}:1/m/h", "{w}/m/h", "ä", "z/\udc80"];
        foreach (string key in keys)
        {
            store.Put(key, 1, 2);
        }

        server.Execute("SET", "other", "1");

        Assert.Equal(keys.Order(StringComparer.Ordinal), store.Store.Keys().Order(StringComparer.Ordinal));
        Assert.Equal(["a", "a/b/c", "ab"], store.Store.Keys("a*").Order(StringComparer.Ordinal));
        Assert.Equal(["a/b/c"], store.Store.Keys("a/b/c"));
        Assert.Equal(["b*"], store.Store.Keys("b\\*"));
        Assert.Equal(["{t}:1/m/h"], store.Store.Keys("{t}*"));
        Assert.Equal(["a", "b*"], store.Store.Keys("[ab]").Concat(store.Store.Keys("b?")).Order(StringComparer.Ordinal));
        Assert.Equal(keys.Length, store.Store.Count);
        Assert.Equal(keys.Length * 8, store.Store.ByteLength);
    }

    [Fact]
    public async Task A_file_has_what_matches_with_its_expiry_and_brings_it_back()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using TemporaryFolder folder = new();
        await using OpenStore store = OpenStore.On(server);
        using AiTensor tensor = AiTensor.Scalar(7f);
        store.Put("a", 1, 2);
        store.Store.Set("ab", tensor, TimeSpan.FromHours(1));
        store.Put("b", 3);

        await store.Store.SaveAsync(folder["file.safetensors"], "a*");
        server.FlushAll();
        int count = await store.Store.LoadAsync(folder["file.safetensors"]);

        Assert.Equal(2, count);
        Assert.Equal([1, 2], store.Floats("a"));
        Assert.Null(store.Store.GetTimeToLive("a"));
        Assert.InRange(store.Store.GetTimeToLive("ab")!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.False(store.Store.Contains("b"));
    }

    [Fact]
    public async Task An_update_is_made_only_if_nobody_wrote_since()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore one = OpenStore.On(server);
        await using OpenStore other = OpenStore.On(server);
        using AiTensor next = AiTensor.Scalar(2f);

        Assert.True(one.Store.TryUpdate("a", next, expectedVersion: 0));
        Assert.False(one.Store.TryUpdate("a", next, expectedVersion: 0));
        one.Store.Get("a", out long first)!.Dispose();
        other.Put("a", 3);
        Assert.False(one.Store.TryUpdate("a", next, first));
        other.Store.Get("a", out long second)!.Dispose();

        Assert.True(second > first);
        Assert.True(one.Store.TryUpdate("a", next, second, TimeSpan.FromHours(1)));
        Assert.NotNull(one.Store.GetTimeToLive("a"));
        one.Store.Remove("a");
        Assert.False(one.Store.TryUpdate("a", next, second));
        Assert.Null(one.Store.Get("a", out long gone));
        Assert.Equal(0, gone);
    }

    [Theory]
    [InlineData(RedisTracking.Auto, 1L << 20)]
    [InlineData(RedisTracking.Off, 1L << 20)]
    [InlineData(RedisTracking.Off, 0L)]
    public async Task Nothing_is_lost_when_many_update_the_same_key(RedisTracking tracking, long cacheBytes)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore one = OpenStore.On(server, Configure);
        await using OpenStore other = OpenStore.On(server, Configure);

        Task[] counting = [.. Enumerable.Range(0, 8).Select(i => Task.Run(() => Count((i % 2 == 0 ? one : other).Store)))];
        await Task.WhenAll(counting);

        Assert.Equal([200], one.Floats("count"));
        Assert.Equal([200], other.Floats("count"));

        void Configure(RedisStoreOptions options) => (options.Tracking, options.LocalCacheBytes) = (tracking, cacheBytes);

        static void Count(RedisTensorStore store)
        {
            for (int i = 0; i < 25; i++)
            {
                store.Update("count", static present => AiTensor.Create<float>([1], [(present?.AsSpan<float>()[0] ?? 0) + 1]));
            }
        }
    }

    [Fact]
    public async Task Versions_grow_when_a_key_was_removed_and_whatever_another_client_has_given()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        store.Put("a", 1);
        store.Store.Get("a", out long first)!.Dispose();
        store.Store.Remove("a");
        store.Put("a", 1);
        store.Store.Get("a", out long second)!.Dispose();

        long far = (1L << 53) - 10;
        OpenStore.Write(server, "ai:a", OpenStore.Record(far, 1));
        store.Put("a", 2);
        store.Store.Get("a", out long third)!.Dispose();

        Assert.True(second > first);
        Assert.Equal(far + 1, third);
    }

    [Fact]
    public async Task Bad_arguments_are_refused()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        using AiTensor tensor = AiTensor.Scalar(1f);

        Assert.Throws<ArgumentException>(() => store.Store.Set("", tensor));
        Assert.Throws<ArgumentNullException>(() => store.Store.Set("a", null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Store.Set("a", tensor, TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => store.Store.SetAll([new("", tensor)]));
        store.Store.SetAll([]);
        Assert.Equal(0, store.Store.Count);
    }

    [Fact]
    public async Task A_store_belongs_to_one_engine_and_serves_as_long()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        RedisTensorStore store = new(new RedisStoreOptions { Configuration = server.Configuration });
        Assert.Throws<InvalidOperationException>(() => store.Get("a"));
        RedisAiOptions options = new() { SharedStore = store };
        await using (new RedisAiEngine(options, []))
        {
            Assert.Throws<InvalidOperationException>(() => new RedisAiEngine(options, []));
            Assert.Null(store.Get("a"));
        }

        Assert.Throws<ObjectDisposedException>(() => store.Get("a"));
        Assert.Throws<ObjectDisposedException>(() => store.Keys());
    }

    [Fact]
    public async Task Replicas_that_are_not_there_make_a_write_fail_and_say_how_many_have_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server, static options => (options.Replicas, options.ReplicaTimeout) = (1, TimeSpan.FromMilliseconds(50)));

        SharedStoreException error = Assert.Throws<SharedStoreException>(() => store.Put("a", 1));

        Assert.Contains("0 of 1 replicas had it within 50 ms", error.Message, StringComparison.Ordinal);
        Assert.Equal([1], store.Floats("a"));
    }

    [Fact]
    public async Task A_write_that_asks_for_a_replica_is_there_when_it_ends()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Lines = ["repl-diskless-sync-delay 0"] });
        using RedisServer replica = await RedisServer.StartAsync(new RedisServerOptions { Lines = [$"replicaof 127.0.0.1 {server.Port}"] });
        await Eventually.HoldsAsync(() => replica.Info("master_link_status") == "up", "the replica is in sync");
        await using OpenStore store = OpenStore.On(server, static options => (options.Replicas, options.ReplicaTimeout) = (1, TimeSpan.FromSeconds(5)));

        for (int i = 0; i < 20; i++)
        {
            store.Put($"a{i}", i);
            Assert.Equal(1, replica.Execute("EXISTS", $"ai:a{i}").ToNumber());
        }
    }
}
