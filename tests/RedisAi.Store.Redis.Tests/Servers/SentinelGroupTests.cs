using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

public sealed class SentinelGroupTests
{
    [Fact]
    public async Task Replicas_have_what_the_master_has()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();
        using RespConnection master = group.Master.Connect();

        master.Execute("SET", "key", "value");

        Assert.Equal(2, master.Execute("WAIT", "2", "10000").ToNumber());
        Assert.All(group.Replicas, static replica => Assert.Equal("value", replica.Execute("GET", "key").Text));
        Assert.Same(group.Servers[0], group.Master);
    }

    [Fact]
    public async Task A_killed_master_is_replaced_by_a_replica_and_comes_back_as_one()
    {
        using SentinelGroup group = await SentinelGroup.StartAsync();
        RedisServer former = group.Master;
        using (RespConnection connection = former.Connect())
        {
            connection.Execute("SET", "key", "value");
            Assert.Equal(2, connection.Execute("WAIT", "2", "10000").ToNumber());
        }

        former.Kill();
        RedisServer next = await group.FailedOverAsync(former);

        Assert.NotSame(former, next);
        Assert.Equal("value", next.Execute("GET", "key").Text);
        await former.RestartAsync();
        await group.SettledAsync();
        using (RespConnection connection = group.Master.Connect())
        {
            connection.Execute("SET", "key", "newer");
            Assert.Equal(2, connection.Execute("WAIT", "2", "10000").ToNumber());
        }

        Assert.Equal("newer", former.Execute("GET", "key").Text);
    }
}
