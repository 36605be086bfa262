using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Tensors;

/// <summary>The store over a cluster of six nodes.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task Keys_of_all_slots_are_written_read_listed_and_removed()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using OpenStore store = OpenStore.On(cluster.Configuration);
        AiTensor[] tensors = [.. Enumerable.Range(0, 100).Select(static i => AiTensor.Scalar((float)i))];
        AiTensor?[] found = [];
        try
        {
            store.Store.SetAll([.. tensors.Select(static (tensor, i) => new KeyValuePair<string, AiTensor>($"s{i % 25}/{i}", tensor))]);
            await store.IsToldAsync();
            string[] keys = [.. Enumerable.Range(0, 100).Select(static i => $"s{i % 25}/{i}")];

            found = await store.Store.GetAllAsync(keys);
            Assert.Equal(Enumerable.Range(0, 100).Select(static i => (float?)i), found.Select(static tensor => tensor?.AsSpan<float>()[0]));
            Assert.Equal(100, store.Store.Count);
            Assert.Equal(400, store.Store.ByteLength);
            Assert.Equal(4, store.Store.Keys("s7/*").Count());
            Assert.All(keys, key => Assert.True(store.Store.Remove(key)));
            Assert.Equal(0, store.Store.Count);
        }
        finally
        {
            Array.ForEach(tensors, static tensor => tensor.Dispose());
            Array.ForEach(found, static tensor => tensor?.Dispose());
        }
    }

    [Fact]
    public async Task Keys_of_the_form_of_states_are_written_whatever_they_begin_with()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using OpenStore store = OpenStore.On(cluster.Configuration);
        foreach (string key in (string[])["s/m/h", "{p}:1/m/h", "}s/m/h", "/m/h", "{}/m/h"])
        {
            store.Put(key, 1);
            store.Store.SetTimeToLive(key, TimeSpan.FromMinutes(5));

            Assert.Equal([1], store.Floats(key));
            Assert.True(store.Store.Remove(key));
        }
    }

    [Fact]
    public async Task Keys_of_a_master_that_is_gone_are_waited_for_and_never_left_out()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using OpenStore store = OpenStore.On(cluster.Configuration);
        string[] keys = [.. Enumerable.Range(0, 60).Select(static i => $"key{i}").Order(StringComparer.Ordinal)];
        Array.ForEach(keys, key => store.Put(key, 1));
        await cluster.SettledAsync();
        RedisServer master = cluster.MasterOf("ai:key0");
        RedisServer replica = cluster.ReplicaOf(master);
        await Eventually.HoldsAsync(() => replica.Execute("DBSIZE").ToNumber() == master.Execute("DBSIZE").ToNumber(), "the replica has all keys");
        master.Kill();

        Assert.Equal(keys, store.Store.Keys().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_others_write_is_told_by_every_master()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using OpenStore one = OpenStore.On(cluster.Configuration);
        await using OpenStore other = OpenStore.On(cluster.Configuration);
        await one.IsToldAsync();
        string[] keys = [.. Enumerable.Range(0, 30).Select(static i => $"key{i}")];
        for (int round = 0; round < 3; round++)
        {
            foreach (string key in keys)
            {
                other.Put(key, round);
            }

            foreach (string key in keys)
            {
                await Eventually.HoldsAsync(() => one.Floats(key) is [var value] && value == round, "the write is seen");
            }
        }

        Assert.Equal(keys.Length, one.Store.Cache.Count);
    }

    [Fact]
    public async Task Keys_are_written_and_read_while_their_slot_moves()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using OpenStore store = OpenStore.On(cluster.Configuration);
        int slot = cluster.SlotOf("ai:{s}/a");
        for (int i = 0; i < 50; i++)
        {
            store.Put($"s/{i}", i);
        }

        RedisServer from = cluster.MasterOf(slot);
        RedisServer to = cluster.Nodes.First(node => node != from && node.Info("role") == "master");
        int round = 0;
        await cluster.MoveSlotAsync(slot, to, () =>
        {
            round++;
            for (int i = 0; i < 50; i++)
            {
                Assert.Equal([i + (100 * (round - 1))], store.Floats($"s/{i}"));
                store.Put($"s/{i}", i + (100 * round));
                store.Put($"s/new{i}", i);
            }

            return Task.CompletedTask;
        });

        Assert.True(round > 10);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal([i + (100 * round)], store.Floats($"s/{i}"));
            Assert.Equal([i], store.Floats($"s/new{i}"));
        }

        Assert.Equal(100, store.Store.Count);
    }
}
