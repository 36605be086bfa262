using System.Net.Sockets;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>The servers that tests start do what the tests say they do.</summary>
public sealed class RedisServerTests
{
    [Fact]
    public async Task Servers_have_ports_of_their_own_and_answer()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer first = await RedisServer.StartAsync();
        using RedisServer second = await RedisServer.StartAsync();

        first.Execute("SET", "key", "value");

        Assert.NotEqual(first.Port, second.Port);
        Assert.Equal("value", first.Execute("GET", "key").Text);
        Assert.Equal('_', second.Execute("GET", "key").Kind);
    }

    [Theory]
    [InlineData(false, "_")]
    [InlineData(true, "$value")]
    public async Task A_killed_server_answers_no_more_and_starts_again_at_its_port(bool isDurable, string found)
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { IsDurable = isDurable });
        server.Execute("SET", "key", "value");
        int port = server.Port;

        server.Kill();

        Assert.False(server.IsRunning);
        Assert.ThrowsAny<SocketException>(() => server.Execute("PING"));
        await server.RestartAsync();
        Assert.Equal(port, server.Port);
        Assert.Equal(found, $"{server.Execute("GET", "key")}");
    }

    [Fact]
    public async Task A_paused_server_answers_when_it_goes_on()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using RespConnection connection = server.Connect();
        connection.Execute("PING");
        server.Pause();

        Task<RespReply> reply = Task.Run(() => connection.Execute("ECHO", "there"));
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);

        Assert.False(reply.IsCompleted);
        server.Resume();
        Assert.Equal("there", (await reply.WaitAsync(Eventually.Limit)).Text);
    }

    [Fact]
    public async Task Passwords_and_users_are_asked_for()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Password = "secret", Users = ["alice on >hers ~ai:* +get +set"] });
        using RespConnection admin = server.Connect();
        using RespConnection connection = server.Connect();

        Assert.Equal("PONG", admin.Execute("PING").Text);
        Assert.Equal("OK", connection.Execute("AUTH", "alice", "hers").Text);
        Assert.Equal("OK", connection.Execute("SET", "ai:x", "1").Text);
        Assert.StartsWith("NOPERM", connection.Execute("SET", "other", "1").Text, StringComparison.Ordinal);
        Assert.StartsWith("WRONGPASS", connection.Execute("AUTH", "alice", "guessed").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_certificates_takes_nothing_but_tls()
    {
        RedisPrograms.SkipUnlessInstalled();
        using TestCertificates certificates = new();
        using RedisServer server = await RedisServer.StartAsync(new RedisServerOptions { Certificates = certificates });
        using TcpClient plain = new("127.0.0.1", server.Port) { ReceiveTimeout = 20_000 };
        using RespConnection connection = new(plain.GetStream());

        Assert.Equal("PONG", server.Execute("PING").Text);
        Assert.ThrowsAny<IOException>(() => connection.Execute("PING"));
    }

    [Fact]
    public async Task A_full_server_refuses_writes_until_it_has_room()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        server.SetMaxMemory(1);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => server.Execute("SET", "key", "value"));

        Assert.Contains("OOM", error.Message, StringComparison.Ordinal);
        server.SetMaxMemory(0);
        server.Execute("SET", "key", "value");
        server.FlushAll();
        Assert.Equal(0, server.Execute("DBSIZE").ToNumber());
    }
}
