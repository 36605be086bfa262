using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Nodes of a cluster that go away, and slots that move, under load.</summary>
public sealed class ClusterFailoverTests
{
    [Fact]
    public async Task Nothing_that_a_replica_has_acknowledged_is_lost_with_a_killed_master()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using Copies copies = await Copies.StartAsync([cluster.Configuration, cluster.Configuration], static options => options.Replicas = 1);
        copies.Steps.MovesPerThousand = 2;

        await Rounds.RunAsync("killed masters of a cluster", 2, copies.Tally, async random =>
        {
            int slot = random.Next(RedisCluster.Slots);
            await copies.UnderLoadAsync(async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = cluster.MasterOf(slot);
                former.Kill();
                await cluster.FailedOverAsync(slot, former);
                await random.PauseAsync(1000);
                await former.RestartAsync();
            });
            await cluster.SettledAsync();
            await copies.CheckAsync(cluster.MasterOf);
        });
    }

    [Fact]
    public async Task Nothing_that_a_replica_has_acknowledged_is_lost_with_a_master_that_sleeps_and_wakes_as_one()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using Copies copies = await Copies.StartAsync([cluster.Configuration, cluster.Configuration], static options => options.Replicas = 1);

        await Rounds.RunAsync("paused masters of a cluster", 1, copies.Tally, async random =>
        {
            int slot = random.Next(RedisCluster.Slots);
            await copies.UnderLoadAsync(async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = cluster.MasterOf(slot);
                former.Pause();
                await cluster.FailedOverAsync(slot, former);
                await random.PauseAsync(1000);
                former.Resume();
                await cluster.SettledAsync();
            });
            await copies.CheckAsync(cluster.MasterOf);
        });
    }

    [Fact]
    public async Task A_replica_that_is_told_to_takes_over_and_no_call_fails()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using Copies copies = await Copies.StartAsync([cluster.Configuration, cluster.Configuration], static options =>
        {
            Copies.BePatient(options);
            options.Replicas = 1;
        });

        await Rounds.RunAsync("masters that give their place to a replica", 2, copies.Tally, async random =>
        {
            int slot = random.Next(RedisCluster.Slots);
            await copies.UnderLoadAsync(async () =>
            {
                await random.PauseAsync(500);
                RedisServer former = cluster.MasterOf(slot);
                cluster.ReplicaOf(former).Execute("CLUSTER", "FAILOVER");
                await cluster.FailedOverAsync(slot, former);
                await cluster.SettledAsync();
            });
            await copies.CheckAsync(cluster.MasterOf);
            Assert.True(copies.Tally.Failed == 0, $"{copies.Tally}\n{string.Join('\n', copies.Tally.Errors.Keys)}");
        });
    }

    [Fact]
    public async Task Slots_move_under_load_and_no_call_fails()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync(nodeTimeoutMilliseconds: 10_000);
        await using Copies copies = await Copies.StartAsync([cluster.Configuration, cluster.Configuration], Copies.BePatient);
        copies.Steps.MovesPerThousand = 2;
        string[] keys = [.. copies.Steps.Ledgers.Take(4).Select(static ledger => ChainModel.StateKeyOf(ledger.Session)), "ai:tensor0", "ai:second0"];

        await Rounds.RunAsync("moved slots", 2, copies.Tally, async random =>
        {
            try
            {
                await copies.UnderLoadAsync(async () =>
                {
                    foreach (string key in keys)
                    {
                        int slot = cluster.SlotOf(key);
                        RedisServer from = cluster.MasterOf(slot);
                        RedisServer[] others = [.. cluster.Nodes.Where(node => node != from && node.Info("role") == "master")];
                        await cluster.MoveSlotAsync(slot, others[random.Next(others.Length)], () => random.PauseAsync(20));
                    }
                });
            }
            catch (TimeoutException error)
            {
                throw new TimeoutException($"{error.Message}\n{string.Join('\n', keys.Select(key => cluster.Describe(cluster.SlotOf(key))))}", error);
            }

            await cluster.SettledAsync();
            await copies.CheckAsync(cluster.MasterOf);
            Assert.True(copies.Tally.Failed == 0, $"{copies.Tally}\n{string.Join('\n', copies.Tally.Errors.Keys)}");
        });
    }
}
