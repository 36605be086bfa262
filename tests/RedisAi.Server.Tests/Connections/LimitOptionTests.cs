using System.Net.Sockets;

namespace RedisAi.Server.Tests.Connections;

/// <summary>What a client gets that goes beyond a limit of the options, or just not; others go on.</summary>
public sealed class LimitOptionTests
{
    private static readonly Dictionary<string, Limit> s_limits = new()
    {
        [nameof(RespEndpointOptions.MaxArguments)] = new(
            static options => options.MaxArguments = 16,
            RespClient.Encode(["MGET", .. Enumerable.Repeat("k", 15)]),
            $"[{string.Join(' ', Enumerable.Repeat("$v", 15))}]",
            RespClient.Encode(["MGET", .. Enumerable.Repeat("k", 16)]),
            "-ERR Protocol error: invalid multibulk length\r\n"),
        [nameof(RespEndpointOptions.MaxBulkBytes)] = new(
            static options => options.MaxBulkBytes = 1024,
            RespClient.Encode("ECHO", new string('x', 1024)),
            $"${new string('x', 1024)}",
            RespClient.Encode("ECHO", new string('x', 1025)),
            "-ERR Protocol error: invalid bulk length\r\n"),
        [nameof(RespEndpointOptions.MaxInlineBytes)] = new(
            static options => options.MaxInlineBytes = 1024,
            [.. "ECHO "u8, .. Enumerable.Repeat((byte)'x', 1000), .. "\r\n"u8],
            $"${new string('x', 1000)}",
            [.. "ECHO "u8, .. Enumerable.Repeat((byte)'x', 1100)],
            "-ERR Protocol error: too big inline request\r\n"),
        [nameof(RespEndpointOptions.MaxCommandBytes)] = new(
            static options => (options.MaxBulkBytes, options.MaxCommandBytes) = (1024, 2048),
            RespClient.Encode("SET", "other", new string('x', 1024)),
            "+OK",
            RespClient.Encode("MGET", new string('x', 1024), new string('y', 1024)),
            "-ERR Protocol error: too big command, its arguments take more than 2048 bytes\r\n"),
        [nameof(RespEndpointOptions.MaxPendingBytes)] = new(
            static options => options.MaxPendingBytes = 1 << 20,
            RespClient.Encode("SET", "other", new string('x', 100_000)),
            "+OK",
            RespClient.Encode("SET", "other", new string('x', 2 << 20)),
            "-ERR there is no memory for the command: "),
    };

    public static TheoryData<string> Names => [.. s_limits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_just_within_a_limit_is_answered(string name)
    {
        Limit limit = s_limits[name];
        await using TestServer server = new(limit.Configure);
        using RespClient client = Filled(server);

        client.Send(limit.Within);

        Assert.Equal(limit.Reply, client.Reply());
        Assert.Equal("+PONG", client.Ask("PING"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Client_that_goes_beyond_a_limit_is_told_and_disconnected_and_others_go_on(string name)
    {
        Limit limit = s_limits[name];
        await using TestServer server = new(limit.Configure);
        using RespClient other = Filled(server);
        using RespClient client = server.Connect();

        Task sending = Task.Run(() => TrySend(client, limit.Beyond));
        string reply = client.ReadToEnd();
        await sending;

        Assert.StartsWith(limit.Error, reply, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", reply, StringComparison.Ordinal);
        Assert.Equal("$v", other.Ask("GET", "k"));
        Assert.Equal("+OK", other.Ask("SET", "k", "w"));
        using RespClient next = server.Connect();
        Assert.Equal("$w", next.Ask("GET", "k"));
    }

    [Fact]
    public async Task Commands_do_not_nest()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        Assert.Equal("+OK", client.Ask("MULTI"));
        Assert.Equal("-ERR MULTI calls can not be nested", client.Ask("MULTI"));

        client.Send("*2\r\n*1\r\n$4\r\nPING\r\n$4\r\nPING\r\n");

        Assert.Equal("-ERR Protocol error: expected '$', got '*'\r\n", client.ReadToEnd());
    }

    private static RespClient Filled(TestServer server)
    {
        RespClient client = server.Connect();
        Assert.Equal("+OK", client.Ask("SET", "k", "v"));
        return client;
    }

    private static void TrySend(RespClient client, byte[] bytes)
    {
        try
        {
            client.Send(bytes);
        }
        catch (IOException error) when (error.InnerException is SocketException)
        {
            // The server has had enough.
        }
    }

    /// <param name="Configure">Sets the limit.</param>
    /// <param name="Within">A command that is just within it.</param>
    /// <param name="Reply">Its reply.</param>
    /// <param name="Beyond">A command that is not.</param>
    /// <param name="Error">What the client gets for it, or how that begins.</param>
    private sealed record Limit(Action<RespEndpointOptions> Configure, byte[] Within, string Reply, byte[] Beyond, string Error);
}
