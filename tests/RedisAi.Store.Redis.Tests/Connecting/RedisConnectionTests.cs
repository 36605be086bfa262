using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Connecting;

public sealed class RedisConnectionTests
{
    private static readonly RedisScript s_remove = new("tensor-remove");

    [Fact]
    public async Task A_script_runs_also_after_the_server_has_forgotten_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisConnection connection = Open(server.Configuration);
        for (int i = 0; i < 3; i++)
        {
            server.Execute("SET", "key", "1");
            Assert.Equal(1, (long)await connection.RunAsync(s_remove, ["key"], []));
            Assert.Equal(0, (long)connection.Run(s_remove, ["key"], []));
            server.Execute("SCRIPT", "FLUSH");
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_at_the_deadline_and_served_from_when_it_is()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        server.Kill();
        await using RedisConnection connection = Open(server.Configuration, TimeSpan.FromMilliseconds(300));
        long start = TimeProvider.System.GetTimestamp();

        SharedStoreException error = await Assert.ThrowsAsync<SharedStoreException>(() => connection.TryAsync(static database => database.PingAsync()));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromMilliseconds(100), Eventually.Limit);
        Assert.Contains(server.Address, error.Message, StringComparison.Ordinal);
        Assert.Contains("300 ms", error.Message, StringComparison.Ordinal);
        await server.RestartAsync();
        await Eventually.HoldsAsync(() => Answers(connection), "it answers");
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_an_error_at_the_deadline()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisConnection connection = Open(server.Configuration, TimeSpan.FromMilliseconds(400));
        await Eventually.HoldsAsync(() => Answers(connection), "it answers");
        server.Pause();
        long start = TimeProvider.System.GetTimestamp();

        SharedStoreException error = await Assert.ThrowsAsync<SharedStoreException>(() => connection.RunAsync(s_remove, ["key"], []));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromMilliseconds(350), Eventually.Limit);
        Assert.Contains("400 ms", error.Message, StringComparison.Ordinal);
        server.Resume();
        await Eventually.HoldsAsync(() => Answers(connection), "it answers");
    }

    [Fact]
    public async Task What_a_killed_server_was_asked_is_asked_again_when_it_is_back()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisConnection connection = Open(server.Configuration);
        await connection.RunAsync(s_remove, ["key"], []);
        server.Kill();

        Task<RedisResult> asked = connection.RunAsync(s_remove, ["key"], []);
        await server.RestartAsync();

        Assert.Equal(0, (long)await asked);
    }

    [Fact]
    public async Task Whether_a_write_that_must_not_be_repeated_was_made_is_said_to_be_unknown()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisConnection connection = Open(server.Configuration, TimeSpan.FromMilliseconds(300));
        await Eventually.HoldsAsync(() => Answers(connection), "it answers");
        server.Pause();

        SharedStoreException error = await Assert.ThrowsAsync<SharedStoreException>(() => connection.TryOnceAsync(static database => database.StringIncrementAsync("n")));

        Assert.Contains("Whether it was done is not known", error.Message, StringComparison.Ordinal);
        server.Resume();
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_let_go_at_once()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisConnection connection = Open(server.Configuration);
        await connection.TryAsync(static database => database.PingAsync());
        server.Pause();
        using CancellationTokenSource stop = new();

        Task<RedisResult> asked = connection.RunAsync(s_remove, ["key"], [], stop.Token);
        await stop.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(stop.Token, error.CancellationToken);
        server.Resume();
    }

    [Fact]
    public async Task Users_and_passwords_are_given_and_a_wrong_one_is_said()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Password = "secret", Users = ["app on >pw ~* &* +@all"] });
        await using RedisConnection right = Open($"{server.Address},user=app,password=pw");
        await using RedisConnection wrong = Open($"{server.Address},password=guessed", TimeSpan.FromSeconds(5));

        await right.TryAsync(static database => database.PingAsync());
        SharedStoreException error = await Assert.ThrowsAsync<SharedStoreException>(() => wrong.TryAsync(static database => database.PingAsync()));

        Assert.DoesNotContain("guessed", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_tls_is_reached_by_its_authority()
    {
        RedisPrograms.SkipUnlessInstalled();
        using TestCertificates certificates = new();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Certificates = certificates });
        await using RedisConnection connection = RedisConnection.Create(
            new RedisStoreOptions
            {
                ConfigurationFactory = () =>
                {
                    ConfigurationOptions configuration = ConfigurationOptions.Parse(server.Configuration);
                    configuration.TrustIssuer(certificates.AuthorityPath);
                    return configuration;
                },
            },
            TimeProvider.System,
            NullLogger.Instance);

        await connection.TryAsync(static database => database.PingAsync());
    }

    [Fact]
    public async Task Messages_reach_those_who_listen_until_they_do_no_longer()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisConnection connection = Open(server.Configuration);
        int heard = 0;
        IDisposable first = connection.Subscribe("news", message => Interlocked.Add(ref heard, (int)message));
        using IDisposable broken = connection.Subscribe("news", static _ => throw new InvalidOperationException());
        await Eventually.HoldsAsync(() => server.Execute("PUBSUB", "NUMSUB", "news").Items![1].ToNumber() == 1, "it listens");

        await connection.PublishAsync("news", 5);
        await Eventually.HoldsAsync(() => Volatile.Read(ref heard) == 5, "the message is heard");
        first.Dispose();
        await connection.PublishAsync("news", 7);

        Assert.Equal(5, Volatile.Read(ref heard));
    }

    [Fact]
    public async Task Listeners_hear_again_after_the_server_was_started_again()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisConnection connection = Open(server.Configuration);
        int heard = 0;
        int reconnected = 0;
        connection.Reconnected += () => Interlocked.Increment(ref reconnected);
        using IDisposable first = connection.Subscribe("news", message => Interlocked.Add(ref heard, (int)message));
        await Eventually.HoldsAsync(() => server.Execute("PUBSUB", "NUMSUB", "news").Items![1].ToNumber() == 1, "it listens");
        int before = Volatile.Read(ref reconnected);

        server.Kill();
        await server.RestartAsync();
        await Eventually.HoldsAsync(() => server.Execute("PUBSUB", "NUMSUB", "news").Items![1].ToNumber() == 1, "it listens again");
        await connection.PublishAsync("news", 5);

        await Eventually.HoldsAsync(() => Volatile.Read(ref heard) == 5, "the message is heard");
        Assert.True(Volatile.Read(ref reconnected) > before);
    }

    [Fact]
    public async Task A_closed_connection_is_refused_as_such()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        RedisConnection connection = Open(server.Configuration);
        await connection.TryAsync(static database => database.PingAsync());

        await connection.DisposeAsync();
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.TryAsync(static database => database.PingAsync()));
    }

    [Fact]
    public async Task A_cluster_is_known_as_one_and_keys_of_one_slot_are_written_together()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using RedisConnection connection = Open(cluster.Configuration);

        await connection.TryAsync(static database => database.PingAsync());

        Assert.True(connection.IsCluster);
        HashSet<string> masters = [.. cluster.Nodes.Take(3).Select(static node => node.Address)];
        await Eventually.HoldsAsync(() => masters.IsSubsetOf(connection.Masters.Select(static master => $"{master.EndPoint}")), "all masters are known");
        Assert.Equal(cluster.SlotOf("ai:{s}/a"), connection.SlotOf("ai:{s}/a"));
    }

    private static bool Answers(RedisConnection connection)
    {
        try
        {
            connection.TryAsync(static database => database.PingAsync()).GetAwaiter().GetResult();
            return true;
        }
        catch (SharedStoreException)
        {
            return false;
        }
    }

    private static RedisConnection Open(string configuration, TimeSpan? timeout = null)
    {
        RedisStoreOptions options = new() { Configuration = configuration, CommandTimeout = timeout ?? Eventually.Limit };
        options.ReplicaTimeout = options.CommandTimeout < options.ReplicaTimeout ? options.CommandTimeout : options.ReplicaTimeout;
        return RedisConnection.Create(options, TimeProvider.System, NullLogger.Instance);
    }
}
