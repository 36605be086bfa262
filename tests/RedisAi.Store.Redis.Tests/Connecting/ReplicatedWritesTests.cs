using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Connecting;

/// <summary>A write counts when replicas have it, and not when they have one before it.</summary>
public sealed class ReplicatedWritesTests
{
    private static readonly RedisScript s_remove = new("tensor-remove");

    [Fact]
    public async Task A_script_that_the_server_does_not_know_yet_is_waited_for()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync(downAfterMilliseconds: 60_000);
        await using RedisConnection connection = Open(group.Configuration, replicas: 2);
        await RemoveAsync(connection, group.Master, "key");
        group.Master.Execute("SET", "key", "1");
        group.Master.Execute("SCRIPT", "FLUSH");

        await AssertWaitsAsync(connection, group.Replicas.First(), "key");
    }

    [Fact]
    public async Task What_a_slot_is_moved_to_is_waited_for()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync(nodeTimeoutMilliseconds: 10_000);
        await using RedisConnection connection = Open(cluster.Configuration, replicas: 1);
        RedisServer from = cluster.MasterOf("key");
        RedisServer to = cluster.Nodes.Take(3).First(node => node != from);
        await RemoveAsync(connection, from, "key");
        from.Execute("SET", "key", "1");

        await cluster.MoveSlotAsync(cluster.SlotOf("key"), to);

        await AssertWaitsAsync(connection, cluster.ReplicaOf(to), "key");
    }

    [Fact]
    public async Task What_a_slot_is_being_moved_to_is_waited_for()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync(nodeTimeoutMilliseconds: 10_000);
        await using RedisConnection connection = Open(cluster.Configuration, replicas: 1);
        RedisServer from = cluster.MasterOf("key");
        RedisServer to = cluster.Nodes.Take(3).First(node => node != from);
        await RemoveAsync(connection, from, "key");
        from.Execute("SET", "key", "1");
        int looks = 0;

        await cluster.MoveSlotAsync(cluster.SlotOf("key"), to, async () =>
        {
            looks++;
            await AssertWaitsAsync(connection, cluster.ReplicaOf(to), "key");
        });

        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task While_no_master_is_known_a_write_waits_for_one_until_its_deadline()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisConnection connection = Open(server.Configuration, replicas: 1, TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => connection.Masters.Length == 1, "the master is known");
        server.Kill();

        SharedStoreException error = await Assert.ThrowsAsync<SharedStoreException>(() => connection.RunAsync(s_remove, ["key"], [], waitForReplicas: true));

        Assert.Contains("was not reached within 1000 ms", error.Message, StringComparison.Ordinal);
    }

    private static RedisConnection Open(string configuration, int replicas, TimeSpan? timeout = null) => RedisConnection.Create(
        new RedisStoreOptions { Configuration = configuration, Replicas = replicas, ReplicaTimeout = TimeSpan.FromMilliseconds(1000), CommandTimeout = timeout ?? TimeSpan.FromSeconds(30) },
        TimeProvider.System,
        NullLogger.Instance);

    /// <summary>Has the connection write something that all replicas have.</summary>
    private static async Task RemoveAsync(RedisConnection connection, RedisServer master, string key)
    {
        master.Execute("SET", key, "1");
        Assert.Equal(1, (long)await connection.RunAsync(s_remove, [key], [], waitForReplicas: true));
    }

    /// <summary>With a replica that does not answer a write does not count, and with all of them it does.</summary>
    private static async Task AssertWaitsAsync(RedisConnection connection, RedisServer replica, string key)
    {
        replica.Pause();
        try
        {
            SharedStoreException error = await Assert.ThrowsAsync<SharedStoreException>(() => connection.RunAsync(s_remove, [key], [], waitForReplicas: true));
            Assert.True(error.Message.Contains("replicas had it within 1000 ms", StringComparison.Ordinal), $"{error}");
        }
        finally
        {
            replica.Resume();
        }

        Assert.Equal(0, (long)await connection.RunAsync(s_remove, [key], [], waitForReplicas: true));
    }
}
