namespace RedisAi.Store.Redis.Tests.Cache;

public sealed class TrackedServerTests
{
    private const string Clients =
        """
        id=4 addr=127.0.0.1:1 laddr=127.0.0.1:2 fd=8 name=redisai-abc age=1 idle=0 flags=P db=0 sub=1
        id=15 addr=127.0.0.1:1 laddr=127.0.0.1:2 fd=8 name=redisai-abc age=1 idle=0 flags=P db=0 sub=1
        id=16 addr=127.0.0.1:1 laddr=127.0.0.1:2 fd=8 name=redisai-abcd age=1 idle=0 flags=P db=0 sub=1
        """;

    [Fact]
    public void The_newest_connection_of_the_name_is_told() => Assert.Equal(15, TrackedServer.FindTarget(Clients, "redisai-abc"));

    [Fact]
    public void A_name_that_is_not_there_is_no_connection() => Assert.Null(TrackedServer.FindTarget(Clients, "redisai"));
}
