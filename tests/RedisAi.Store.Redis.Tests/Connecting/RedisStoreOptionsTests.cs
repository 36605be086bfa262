using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Connecting;

public sealed class RedisStoreOptionsTests
{
    public static TheoryData<string, Action<RedisStoreOptions>> Nonsense => new()
    {
        { "Configuration must not be empty", static options => options.Configuration = " " },
        { "Configuration cannot be read", static options => options.Configuration = "localhost,colour=blue" },
        { "Configuration names no server", static options => options.Configuration = "password=x" },
        { "KeyPrefix ('')", static options => options.KeyPrefix = "" },
        { "KeyPrefix ('a{b}:')", static options => options.KeyPrefix = "a{b}:" },
        { "Address must not be empty", static options => options.Address = "" },
        { "Format (7)", static options => options.Format = (RedisTensorFormat)7 },
        { "Writes (7)", static options => options.Writes = (RedisWriteMode)7 },
        { "Tracking (7)", static options => options.Tracking = (RedisTracking)7 },
        { "Replicas (-1)", static options => options.Replicas = -1 },
        { "Replicas (17)", static options => options.Replicas = 17 },
        { "Replicas (1) needs Format Plain", static options => (options.Replicas, options.Format) = (1, RedisTensorFormat.RedisAi) },
        { "LocalCacheBytes (-1)", static options => options.LocalCacheBytes = -1 },
        { "LeaseTime (00:00:00.4990000) must be from 00:00:00.5000000", static options => options.LeaseTime = TimeSpan.FromMilliseconds(499) },
        { "WriteInterval (00:00:06) must be from 00:00:00.0010000 to half of LeaseTime (00:00:05)", static options => options.WriteInterval = TimeSpan.FromSeconds(6) },
        { "WriteInterval (00:00:00)", static options => options.WriteInterval = TimeSpan.Zero },
        { "SessionTimeout (00:00:00)", static options => options.SessionTimeout = TimeSpan.Zero },
        { "CommandTimeout (10.00:00:00)", static options => options.CommandTimeout = TimeSpan.FromDays(10) },
        { "ReplicaTimeout (00:00:06) must be from 00:00:00.0010000 to CommandTimeout (00:00:05)", static options => options.ReplicaTimeout = TimeSpan.FromSeconds(6) },
        { "IdleRelease (00:00:01) must be from LeaseTime (00:00:10)", static options => options.IdleRelease = TimeSpan.FromSeconds(1) },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Settings_that_make_no_sense_are_refused_with_the_reason(string reason, Action<RedisStoreOptions> change)
    {
        RedisStoreOptions options = new();
        change(options);

        ArgumentException error = Assert.Throws<ArgumentException>(() => new RedisTensorStore(options));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_make_sense() => Assert.Null(RedisStoreOptionsCheck.FirstError(new RedisStoreOptions()));

    [Fact]
    public void A_call_waits_for_longer_than_a_dead_owner_keeps_its_session_whatever_leases_last()
    {
        RedisStoreOptions options = new() { LeaseTime = TimeSpan.FromSeconds(30) };

        Assert.Equal(TimeSpan.FromSeconds(35), options.SessionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(35), options.Copy().SessionTimeout);
        options.SessionTimeout = TimeSpan.FromSeconds(2);
        Assert.Equal(TimeSpan.FromSeconds(2), options.SessionTimeout);
        Assert.Null(RedisStoreOptionsCheck.FirstError(new RedisStoreOptions { LeaseTime = TimeSpan.FromHours(1), IdleRelease = TimeSpan.FromHours(1) }));
    }

    [Fact]
    public void A_host_hears_of_nonsense_while_it_is_composed()
    {
        RedisAiBuilder builder = new ServiceCollection().AddRedisAi();

        Assert.Throws<ArgumentException>(() => builder.AddRedisStore("localhost", static options => options.Replicas = -1));
    }

    [Fact]
    public void Messages_name_the_servers_and_no_password()
    {
        ConfigurationOptions plain = RedisConfiguration.Of(new RedisStoreOptions { Configuration = "one:7000,two:7001,user=app,password=secret" }, "0");
        ConfigurationOptions sentinels = RedisConfiguration.Of(new RedisStoreOptions { Configuration = "one:26379,serviceName=main,password=secret" }, "0");

        Assert.Equal("Redis 'one:7000,two:7001'", RedisConfiguration.NameOf(plain));
        Assert.Equal("Redis 'main' of the sentinels 'one:26379'", RedisConfiguration.NameOf(sentinels));
    }

    [Fact]
    public void The_client_gets_what_the_store_needs_and_keeps_what_was_said()
    {
        RedisStoreOptions options = new() { Configuration = "one:7000,user=app,password=secret,ssl=true,name=my app", CommandTimeout = TimeSpan.FromSeconds(3) };

        ConfigurationOptions configuration = RedisConfiguration.Of(options, "abc");

        Assert.Equal(("app", "secret", true), (configuration.User, configuration.Password, configuration.Ssl));
        Assert.Equal("myapp-abc", configuration.ClientName);
        Assert.Equal((3000, 3000), (configuration.SyncTimeout, configuration.AsyncTimeout));
        Assert.Equal(RedisProtocol.Resp2, configuration.Protocol);
        Assert.False(configuration.AbortOnConnectFail);
    }

    [Fact]
    public void A_factory_takes_the_place_of_the_text()
    {
        RedisStoreOptions options = new() { Configuration = " ", ConfigurationFactory = static () => new ConfigurationOptions { EndPoints = { "there:1" } } };

        Assert.Null(RedisStoreOptionsCheck.FirstError(options));
        Assert.Equal("Redis 'there:1'", RedisConfiguration.NameOf(RedisConfiguration.Of(options, "0")));
    }
}
