using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

public sealed class RedisClusterTests
{
    [Fact]
    public async Task A_killed_master_is_replaced_by_its_replica_and_comes_back_as_one()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        int slot = cluster.SlotOf("key");
        RedisServer former = cluster.MasterOf(slot);
        using (RespConnection connection = former.Connect())
        {
            connection.Execute("SET", "key", "value");
            Assert.Equal(1, connection.Execute("WAIT", "1", "10000").ToNumber());
        }

        former.Kill();
        RedisServer next = await cluster.FailedOverAsync(slot, former);

        Assert.Equal("value", next.Execute("GET", "key").Text);
        await former.RestartAsync();
        await cluster.SettledAsync();
        Assert.Same(next, cluster.MasterOf(slot));
        Assert.Equal("slave", former.Info("role"));
    }

    [Fact]
    public async Task A_slot_moves_with_its_keys_one_by_one_and_askers_are_sent_after_them()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        int slot = cluster.SlotOf("{tag}");
        RedisServer from = cluster.MasterOf(slot);
        RedisServer to = cluster.Nodes.Take(3).First(node => node != from);
        string[] keys = [.. Enumerable.Range(0, 5).Select(static i => $"{{tag}}{i}")];
        foreach (string key in keys)
        {
            from.Execute("SET", key, key);
        }

        using RespConnection asking = from.Connect();
        List<int> gone = [];
        await cluster.MoveSlotAsync(slot, to, () =>
        {
            gone.Add(keys.Count(key => asking.Execute("GET", key).Text == $"ASK {slot} {to.Address}"));
            return Task.CompletedTask;
        });

        Assert.Equal([1, 2, 3, 4, 5], gone);
        Assert.Same(to, cluster.MasterOf(slot));
        Assert.All(keys, key => Assert.Equal(key, to.Execute("GET", key).Text));
        Assert.Equal($"MOVED {slot} {to.Address}", asking.Execute("GET", keys[0]).Text);
        await cluster.SettledAsync();
    }

    [Fact]
    public async Task Each_slot_has_a_master()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();

        Assert.Equal(
            [0, 1, 2],
            Enumerable.Range(0, 3).Select(part => cluster.Nodes.ToList().IndexOf(cluster.MasterOf((part * RedisCluster.Slots / 3) + 7))).ToArray());
        Assert.All(cluster.Nodes, static node => Assert.True(ClusterView.IsOk(node)));
    }
}
