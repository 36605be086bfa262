using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Workers on streams while masters go away, slots move and workers are killed: each message that is there changes its session once, in its order, and has one output.</summary>
public sealed class StreamFailoverTests
{
    private const string Tag = "{orders}";

    [Fact]
    public async Task Messages_come_through_once_with_a_killed_master_behind_sentinels_and_none_that_a_replica_has_is_lost()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();
        await using StreamCopies copies = await StreamCopies.StartAsync(group.Configuration, () => group.Master, replicas: 1);

        await Rounds.RunAsync("streams and killed masters behind sentinels", 2, copies.Tally, random => copies.RoundAsync(
            async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = group.Master;
                former.Kill();
                await WithoutWorkerAsync(random, copies, async () =>
                {
                    RedisServer next = await group.FailedOverAsync(former);
                    await random.PauseAsync(1000);
                    await (random.Next(2) == 0 ? former.RestartAsync($"replicaof 127.0.0.1 {next.Port}") : former.RestartAsync());
                });
            },
            group.SettledAsync));
    }

    [Fact]
    public async Task Messages_come_through_once_with_a_master_behind_sentinels_that_sleeps_and_none_that_all_replicas_have_is_lost()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();
        await using StreamCopies copies = await StreamCopies.StartAsync(group.Configuration, () => group.Master, replicas: 2);

        await Rounds.RunAsync("streams and paused masters behind sentinels", 1, copies.Tally, random => copies.RoundAsync(
            async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = group.Master;
                former.Pause();
                await group.FailedOverAsync(former);
                copies.Load.Cut();
                await random.PauseAsync(1000);
                former.Resume();
                await group.SettledAsync();
            },
            group.SettledAsync));
    }

    [Fact]
    public async Task Messages_that_are_there_after_a_failover_come_through_once_also_where_nobody_waits_for_replicas()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();
        await using StreamCopies copies = await StreamCopies.StartAsync(group.Configuration, () => group.Master, replicas: 0);

        await Rounds.RunAsync("streams without replicas and killed masters behind sentinels", 1, copies.Tally, random => copies.RoundAsync(
            async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = group.Master;
                former.Kill();
                RedisServer next = await group.FailedOverAsync(former);
                await former.RestartAsync($"replicaof 127.0.0.1 {next.Port}");
            },
            group.SettledAsync,
            mayLose: true));
    }

    [Fact]
    public async Task Messages_come_through_once_with_a_killed_master_of_a_cluster_and_none_that_a_replica_has_is_lost()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        int slot = cluster.SlotOf(Tag);
        await using StreamCopies copies = await StreamCopies.StartAsync(cluster.Configuration, () => cluster.MasterOf(slot), replicas: 1, Tag);

        await Rounds.RunAsync("streams and killed masters of a cluster", 2, copies.Tally, random => copies.RoundAsync(
            async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = cluster.MasterOf(slot);
                former.Kill();
                await WithoutWorkerAsync(random, copies, async () =>
                {
                    await cluster.FailedOverAsync(slot, former);
                    await random.PauseAsync(1000);
                    await former.RestartAsync();
                });
            },
            cluster.SettledAsync));
    }

    [Fact]
    public async Task Messages_come_through_once_with_a_master_of_a_cluster_that_sleeps_and_none_that_a_replica_has_is_lost()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        int slot = cluster.SlotOf(Tag);
        await using StreamCopies copies = await StreamCopies.StartAsync(cluster.Configuration, () => cluster.MasterOf(slot), replicas: 1, Tag);

        await Rounds.RunAsync("streams and paused masters of a cluster", 1, copies.Tally, random => copies.RoundAsync(
            async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = cluster.MasterOf(slot);
                former.Pause();
                await cluster.FailedOverAsync(slot, former);
                copies.Load.Cut();
                await random.PauseAsync(1000);
                former.Resume();
                await cluster.SettledAsync();
            },
            cluster.SettledAsync));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Messages_come_through_once_while_the_slot_of_their_streams_moves(int replicas)
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        int slot = cluster.SlotOf(Tag);
        await using StreamCopies copies = await StreamCopies.StartAsync(cluster.Configuration, () => cluster.MasterOf(slot), replicas, Tag);

        await Rounds.RunAsync($"streams and their slot that moves, with {replicas} replicas", 1, copies.Tally, random => copies.RoundAsync(
            async () =>
            {
                await random.PauseAsync(500);
                RedisServer from = cluster.MasterOf(slot);
                RedisServer[] others = [.. cluster.Nodes.Where(node => node != from && node.Info("role") == "master")];
                await cluster.MoveSlotAsync(slot, others[random.Next(others.Length)], () => random.PauseAsync(20));
            },
            cluster.SettledAsync));
    }

    /// <summary>Each other time a worker is killed, too, and another one started when the rest is over.</summary>
    private static async Task WithoutWorkerAsync(Random random, StreamCopies copies, Func<Task> rest)
    {
        bool isKilled = random.Next(2) == 0;
        if (isKilled)
        {
            copies.KillProcess();
        }

        await rest();
        if (isKilled)
        {
            await copies.StartProcessAsync();
        }
    }
}
