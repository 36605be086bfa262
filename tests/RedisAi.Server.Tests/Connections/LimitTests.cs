using System.Diagnostics;
using RedisAi.Server.Connections;
using RedisAi.Server.Protocol;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Connections;

public sealed class LimitTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Client_that_is_one_too_many_is_turned_away()
    {
        await using TestServer server = new(static options => options.MaxClients = 2);
        using RespClient first = server.Connect();
        first.Ask("PING");
        using (RespClient second = server.Connect())
        {
            second.Ask("PING");
            using RespClient third = server.Connect();
            Assert.Equal("-ERR max number of clients reached\r\n", third.ReadToEnd());
        }

        await Eventually.HoldsAsync(() => server.Endpoint.ClientCount == 1, "the second is gone");
        using RespClient fourth = server.Connect();
        Assert.Equal("+PONG", fourth.Ask("PING"));
        Assert.Contains("\r\nrejected_connections:1\r\n", first.Ask("INFO", "stats"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_does_not_take_its_replies_gets_no_further_command_executed_and_no_memory()
    {
        await using TestServer server = new();
        using RespClient slow = server.Connect();
        using RespClient other = server.Connect();
        slow.Ask("SET", "k", new string('v', 100_000));
        byte[] gets = [.. Enumerable.Range(0, 1000).SelectMany(static _ => RespClient.Encode("GET", "k"))];

        Task sending = Task.Run(() => slow.Send(gets));
        await Eventually.HoldsAsync(() => server.State.Clients.All.Any(static connection => connection.Phase.State == ConnectionState.Sending), "the server waits for the client");

        Assert.Equal("+PONG", other.Ask("PING"));
        Assert.True(server.Endpoint.State.Memory.Taken < 1 << 20);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(100_000, slow.BulkLength());
        }

        await sending;
    }

    [Fact]
    public async Task Client_that_takes_nothing_for_too_long_is_disconnected()
    {
        ManualTimeProvider time = new();
        await using TestServer server = new(static options => options.SendTimeout = TimeSpan.FromSeconds(5), time);
        using RespClient slow = server.Connect(receiveBytes: 4096);

        slow.Command("LARGE", "8000000");
        await Eventually.HoldsAsync(() => server.State.Clients.All.Any(static connection => connection.Phase.State == ConnectionState.Sending), "the server waits for the client");

        await Eventually.HoldsAsync(() => Advance(time) && server.Endpoint.ClientCount == 0, "it was disconnected");
        Assert.Contains(server.Log.Lines, static line => line.StartsWith("RedisAi[406]", StringComparison.Ordinal) && line.EndsWith("taking its replies", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Client_whose_replies_are_too_large_is_disconnected()
    {
        await using TestServer server = new(static options => options.MaxOutputBytes = 1 << 20);
        using RespClient client = server.Connect();

        Assert.Equal(1_000_001, client.Ask("LARGE", "1000000").Length);
        client.Command("LARGE", "2000000");
        Assert.Equal("", client.ReadToEnd());
        Assert.Contains(server.Log.Lines, static line => line.StartsWith("RedisAi[405]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tensors_that_wait_count_as_replies()
    {
        await using TestServer server = new(static options => options.MaxOutputBytes = 1 << 20);
        using RespClient client = server.Connect();
        client.Ask("SET", "k", new string('v', 600_000));

        client.Command("MGET", "k", "k");

        Assert.Equal("", client.ReadToEnd());
    }

    [Fact]
    public async Task Idle_client_is_disconnected_if_that_is_asked_for()
    {
        ManualTimeProvider time = new();
        await using TestServer server = new(static options => options.IdleTimeout = TimeSpan.FromSeconds(10), time);
        using RespClient client = server.Connect();
        client.Ask("PING");

        for (int i = 0; i < 9; i++)
        {
            time.Advance(s_second);
        }

        Assert.Equal("+PONG", client.Ask("PING"));
        for (int i = 0; i < 30; i++)
        {
            time.Advance(s_second);
            await Task.Yield();
        }

        await Eventually.HoldsAsync(() => Advance(time) && server.Endpoint.ClientCount == 0, "it was disconnected");
        Assert.Equal("", client.ReadToEnd());
    }

    [Fact]
    public async Task Client_that_does_not_authenticate_is_disconnected()
    {
        ManualTimeProvider time = new();
        await using TestServer server = new(static options => options.Password = "p", time);
        using RespClient silent = server.Connect();
        using RespClient known = server.Connect();
        silent.Ask("PING");
        known.Ask("AUTH", "p");

        time.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal("", silent.ReadToEnd());
        Assert.Equal("+PONG", known.Ask("PING"));
    }

    [Fact]
    public async Task Idle_client_keeps_no_buffers()
    {
        ManualTimeProvider time = new();
        await using TestServer server = new(time: time);
        using RespClient client = server.Connect();
        client.Ask("PING");
        Connection connection = server.State.Clients.All.Single();
        Assert.Equal(ReceiveBuffer.UsualBytes, connection.InputCapacity);

        await Eventually.HoldsAsync(() => Advance(time) && connection.InputCapacity == 0, "the buffers are gone");

        Assert.Equal("+PONG", client.Ask("PING"));
        Assert.Equal($"${new string('x', 70_000)}", client.Ask("ECHO", new string('x', 70_000)));
        await Eventually.HoldsAsync(() => Advance(time) && connection.InputCapacity == 0, "the buffers are gone again");
        Assert.Equal("+PONG", client.Ask("PING"));
    }

    [Fact]
    public async Task Slow_sender_hinders_nobody_and_is_understood_at_last()
    {
        await using TestServer server = new();
        using RespClient slow = server.Connect();
        using RespClient other = server.Connect();
        byte[] command = [.. RespClient.Encode("SET", "k", new string('v', 300)), .. RespClient.Encode("GET", "k")];

        foreach (byte value in command)
        {
            slow.Send([value]);
            Assert.Equal("+PONG", other.Ask("PING"));
        }

        Assert.Equal("+OK", slow.Reply());
        Assert.Equal($"${new string('v', 300)}", slow.Reply());
    }

    [Fact]
    public async Task Promised_bytes_take_no_memory_before_they_come()
    {
        const int Clients = 200;
        await using TestServer server = new();
        List<RespClient> clients = [.. Enumerable.Range(0, Clients).Select(_ => server.Connect())];
        clients.ForEach(static client => client.Ask("PING"));
        long before = ResidentBytes();

        clients.ForEach(static client => client.Send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$67108864\r\nx"u8));
        await Eventually.HoldsAsync(() => server.State.Clients.Totals().BytesIn >= Clients * 46, "all of it has come");
        long growth = ResidentBytes() - before;

        TestContext.Current.SendDiagnosticMessage($"{Clients} clients that promise 64 MiB each and send a byte: {growth / 1024.0 / 1024:F1} MiB resident");
        Assert.True(growth < 8 << 20, $"{growth} bytes more are resident");
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task Promise_is_kept_beyond_the_bound_of_promises()
    {
        await using TestServer server = new(static options => options.ReceiveAheadBytes = 0);
        using RespClient client = server.Connect();
        byte[] value = new byte[5_000_000];
        new Random(1).NextBytes(value);

        client.Send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5000000\r\n"u8);
        client.Send(value);
        client.Send("\r\n"u8);

        Assert.Equal("+OK", client.Reply());
        Assert.Equal(value, client.Ask("GET", "k")[1..].Select(static character => (byte)character));
    }

    [Fact]
    public async Task Connection_that_speaks_HTTP_is_closed()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        client.Send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nFLUSHALL\r\n");

        Assert.Equal("", client.ReadToEnd());
        Assert.Contains(server.Log.Lines, static line => line.StartsWith("RedisAi[404]", StringComparison.Ordinal));
        using RespClient second = server.Connect();
        second.Send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\nPING\r\n");
        Assert.Equal("-ERR wrong number of arguments for 'get' command\r\n", second.ReadToEnd());
    }

    [Fact]
    public async Task Protocol_error_is_told_before_the_connection_is_closed()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        client.Send("*1\r\n$4\r\nPING\r\n*1\r\n!\r\nPING\r\n");

        Assert.Equal("+PONG\r\n-ERR Protocol error: expected '$', got '!'\r\n", client.ReadToEnd());
    }

    private static bool Advance(ManualTimeProvider time)
    {
        time.Advance(s_second);
        return true;
    }

    private static long ResidentBytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
