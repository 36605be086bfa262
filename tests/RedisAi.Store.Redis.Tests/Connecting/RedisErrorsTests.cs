using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Connecting;

public sealed class RedisErrorsTests
{
    [Theory]
    [InlineData(RedisErrorKind.ReadOnly, "READONLY You can't write against a read only replica.", true)]
    [InlineData(RedisErrorKind.UnknownError, "ERR Error running script (call to f_1): @user_script:6: @user_script: 6: -READONLY You can't write against a read only replica.", true)]
    [InlineData(RedisErrorKind.Loading, "LOADING Redis is loading the dataset in memory", true)]
    [InlineData(RedisErrorKind.ClusterDown, "CLUSTERDOWN The cluster is down", true)]
    [InlineData(RedisErrorKind.TryAgain, "TRYAGAIN Multiple keys request during rehashing of slot", true)]
    [InlineData(RedisErrorKind.MasterDown, "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", true)]
    [InlineData(RedisErrorKind.WrongType, "WRONGTYPE Operation against a key holding the wrong kind of value", false)]
    [InlineData(RedisErrorKind.OutOfMemory, "OOM command not allowed when used memory > 'maxmemory'.", false)]
    [InlineData(RedisErrorKind.NoPermission, "NOPERM this user has no permissions to run the 'set' command", false)]
    public void What_a_change_of_masters_brings_passes_and_nothing_else(RedisErrorKind kind, string message, bool passes)
    {
        RedisServerException error = new(kind, CommandFlags.None, message);

        Assert.Equal(passes, RedisErrors.IsPassing(error));
        Assert.True(RedisErrors.IsSurelyUndone(error));
    }

    [Theory]
    [InlineData(RedisErrorKind.OutOfMemory, "OOM command not allowed when used memory > 'maxmemory'.", "has no memory left")]
    [InlineData(RedisErrorKind.UnknownError, "ERR Error running script (call to f_1): @user_script:6: @user_script: 6: -OOM command not allowed when used memory > 'maxmemory'.", "has no memory left")]
    [InlineData(RedisErrorKind.NoPermission, "NOPERM this user has no permissions to run the 'set' command", "refuses this user")]
    [InlineData(RedisErrorKind.WrongType, "WRONGTYPE Operation against a key holding the wrong kind of value", "refuses a command")]
    public void What_the_server_says_is_said_with_what_it_means(RedisErrorKind kind, string message, string meaning)
    {
        SharedStoreException error = Assert.IsType<SharedStoreException>(RedisErrors.Map(new RedisServerException(kind, CommandFlags.None, message), "Redis 'x'", TimeSpan.FromSeconds(1)));

        Assert.Equal("Redis 'x'", error.Store);
        Assert.Contains(meaning, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_sent_was_surely_not_done()
    {
        RedisConnectionException waiting = new(ConnectionFailureType.SocketFailure, CommandFlags.None, "gone", null, CommandStatus.WaitingInBacklog);
        RedisConnectionException sent = new(ConnectionFailureType.SocketFailure, CommandFlags.None, "gone", null, CommandStatus.Sent);

        Assert.True(RedisErrors.IsSurelyUndone(waiting));
        Assert.False(RedisErrors.IsSurelyUndone(sent));
        Assert.DoesNotContain("not known", RedisErrors.Map(waiting, "x", TimeSpan.Zero, mayBeDone: true).Message, StringComparison.Ordinal);
        Assert.Contains("not known", RedisErrors.Map(sent, "x", TimeSpan.Zero, mayBeDone: true).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_another_kind_stays_what_it_is()
    {
        InvalidOperationException error = new();

        Assert.Same(error, RedisErrors.Map(error, "x", TimeSpan.Zero));
        Assert.False(RedisErrors.IsOurs(error));
    }
}
