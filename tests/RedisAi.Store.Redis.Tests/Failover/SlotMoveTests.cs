using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>A slot that stays half moved for a while.</summary>
public sealed class SlotMoveTests
{
    private const string Session = "moved";

    [Theory]
    [InlineData("ai:{moved}/chain/state")]
    [InlineData("ai-lease:{moved}", "ai-states:{moved}")]
    [InlineData("ai-states:{moved}", "ai:{moved}/chain/state")]
    public async Task A_session_that_is_taken_while_its_slot_is_half_moved_has_its_states(params string[] movedFirst)
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using Copies copies = await Copies.StartAsync([cluster.Configuration, cluster.Configuration]);
        ChainState first = await ChainModel.StepAsync(copies.Engines[0].Models[ChainModel.Key], Session, 1);
        await copies.Engines[0].DisposeAsync();
        int slot = cluster.SlotOf(ChainModel.StateKeyOf(Session));
        RedisServer from = cluster.MasterOf(slot);
        RedisServer to = cluster.Nodes.First(node => node != from && node.Info("role") == "master");
        to.Execute("CLUSTER", "SETSLOT", $"{slot}", "IMPORTING", from.Execute("CLUSTER", "MYID").Text);
        from.Execute("CLUSTER", "SETSLOT", $"{slot}", "MIGRATING", to.Execute("CLUSTER", "MYID").Text);
        foreach (string key in movedFirst)
        {
            Assert.Equal("OK", from.Execute("MIGRATE", "127.0.0.1", $"{to.Port}", key, "0", "5000").Text);
        }

        Task<ChainState> second = ChainModel.StepAsync(copies.Engines[1].Models[ChainModel.Key], Session, 2);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        await cluster.MoveSlotAsync(slot, to);

        Assert.Equal(first.Next(2), await second.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
    }
}
