using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Tensors;

/// <summary>The store follows the master that the sentinels tell of.</summary>
public sealed class SentinelTests
{
    [Fact]
    public async Task A_write_waits_for_the_next_master_and_writes_of_others_are_told_by_it()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();
        await using OpenStore one = OpenStore.On(group.Configuration, Configure);
        await using OpenStore other = OpenStore.On(group.Configuration, Configure);
        one.Put("a", 1);
        await one.IsToldAsync();
        Assert.Equal([1], one.Floats("a"));
        RedisServer former = group.Master;

        former.Kill();
        other.Put("a", 2);

        RedisServer master = await group.FailedOverAsync(former);
        await Eventually.HoldsAsync(() => one.Floats("a") is [2], "the write is seen");
        Assert.Equal(1, master.Execute("EXISTS", "ai:a").ToNumber());
        await one.IsToldAsync();
        for (int i = 3; i < 20; i++)
        {
            other.Put("a", i);
            await Eventually.HoldsAsync(() => one.Floats("a") is [var value] && value == i, "the write is seen");
        }

        static void Configure(RedisStoreOptions options) => (options.CommandTimeout, options.ReplicaTimeout, options.Replicas) = (TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30), 1);
    }
}
