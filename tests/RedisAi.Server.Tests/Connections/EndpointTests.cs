using RedisAi.Testing;

namespace RedisAi.Server.Tests.Connections;

public sealed class EndpointTests
{
    [Fact]
    public async Task Last_reply_arrives_though_the_client_has_sent_more_than_was_read()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        // All of it is there before the server goes on, and is left unread when it closes: without being drained it would reset the connection, which may cost a client the reply.
        client.Command("WAITFOR");
        client.Send("*1\r\n$x\r\n" + new string('z', 100_000));
        await Eventually.EndsAsync(server.Keys.Waiting.Task);
        server.Keys.Gate.SetResult();

        Assert.Equal("+WAITED", client.Reply());
        Assert.Equal("-ERR Protocol error: invalid bulk length", client.Reply());
        Assert.Equal(0, client.Socket.Receive(new byte[1]));
        await Eventually.HoldsAsync(() => server.State.Clients.Count == 0, "the server has closed the connection");
        Assert.Equal(0, client.Socket.GetSocketOption(System.Net.Sockets.SocketOptionLevel.Socket, System.Net.Sockets.SocketOptionName.Error));
    }

    [Fact]
    public async Task Thousands_of_commands_at_once_are_answered_in_order()
    {
        const int Count = 10_000;
        await using TestServer server = new();
        using RespClient client = server.Connect();
        byte[] commands = [.. Enumerable.Range(0, Count).SelectMany(static i => RespClient.Encode("ECHO", $"{i}"))];

        Task sending = Task.Run(() => client.Send(commands));
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal($"${i}", client.Reply());
        }

        await sending;
    }

    [Fact]
    public async Task Many_clients_on_threads_of_their_own_get_their_own_answers()
    {
        await using TestServer server = new();

        Threads.Run(16, number =>
        {
            using RespClient client = server.Connect();
            string large = new((char)('a' + number), 50_000 + number);
            for (int i = 0; i < 200; i++)
            {
                Assert.Equal($"${number}:{i}", client.Ask("ECHO", $"{number}:{i}"));
                if (i % 20 == 0)
                {
                    Assert.Equal("+OK", client.Ask("SET", $"k{number}", large));
                    Assert.Equal("$" + large, client.Ask("GET", $"k{number}"));
                }
            }
        });

        await Eventually.HoldsAsync(() => server.Endpoint.ClientCount == 0, "all are gone");
    }

    [Theory]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(32_768)]
    [InlineData(1 << 20)]
    [InlineData(9_999_999)]
    public async Task Values_of_all_sizes_come_back_whole(int length)
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        byte[] value = new byte[length];
        new Random(length).NextBytes(value);

        client.Send([.. RespClient.Encode("PING"), .. "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$"u8, .. System.Text.Encoding.ASCII.GetBytes($"{length}\r\n"), .. value, .. "\r\n"u8, .. RespClient.Encode("GET", "k")]);

        Assert.Equal("+PONG", client.Reply());
        Assert.Equal("+OK", client.Reply());
        Assert.Equal(value, client.ReadBulk());
    }

    [Fact]
    public async Task Client_that_goes_leaves_nothing()
    {
        await using TestServer server = new();
        foreach (string text in (string[])["", "*", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\nhalf", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n" + new string('x', 100_000), "*1\r\n$4\r\nPING\r\n"])
        {
            using RespClient client = server.Connect();
            client.Send(text);
            client.Socket.Close(0);
        }

        await Eventually.HoldsAsync(() => server.Endpoint.ClientCount == 0, "all are gone");
        Assert.Equal(0, server.Endpoint.State.Memory.Taken);
    }

    [Fact]
    public async Task Command_is_cancelled_when_its_client_goes()
    {
        ManualTimeProvider time = new();
        await using TestServer server = new(time: time);
        using (RespClient client = server.Connect())
        {
            client.Command("WAITFOR");
            await Eventually.EndsAsync(server.Keys.Waiting.Task);
        }

        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return server.Endpoint.ClientCount == 0;
            },
            "the command was cancelled");
    }

    [Fact]
    public async Task Stop_awaits_the_command_that_is_executed_and_ends_the_other_connections()
    {
        await using TestServer server = new();
        using RespClient idle = server.Connect();
        using RespClient busy = server.Connect();
        idle.Ask("PING");
        busy.Command("WAITFOR");
        busy.Command("PING");
        await Eventually.EndsAsync(server.Keys.Waiting.Task);

        Task stopped = server.StopAsync();
        Assert.Equal("", idle.ReadToEnd());
        Assert.False(stopped.IsCompleted);
        server.Keys.Gate.SetResult();

        Assert.Equal("+WAITED\r\n", busy.ReadToEnd());
        await Eventually.EndsAsync(stopped);
        Assert.ThrowsAny<System.Net.Sockets.SocketException>(server.Connect);
        Assert.Contains(server.Log.Lines, static line => line.StartsWith("RedisAi[401]", StringComparison.Ordinal) && line.EndsWith("0 were disconnected before they were answered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_that_has_no_time_left_ends_all()
    {
        await using TestServer server = new();
        using RespClient busy = server.Connect();
        busy.Command("WAITFOR");
        await Eventually.EndsAsync(server.Keys.Waiting.Task);

        await Eventually.EndsAsync(server.StopAsync(new CancellationToken(canceled: true)));

        Assert.DoesNotContain("WAITED", busy.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unix_socket_is_served_to_this_user_alone()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "server.sock");
        await using TestServer server = new(options => options.UnixSocketPath = path);
        using RespClient client = server.Connect();

        Assert.Equal("+PONG", client.Ask("PING"));
        Assert.Contains($"addr={path}:0 ", client.Ask("CLIENT", "INFO"), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        await server.StopAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Both_loopback_addresses_are_served()
    {
        await using TestServer server = new();
        using RespClient v6 = new(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, server.Port));

        Assert.Equal("+PONG", v6.Ask("PING"));
    }
}
