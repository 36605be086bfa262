using RedisAi.Server.Connections;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Connections;

/// <summary>How long a client may take for what it has begun, on virtual time.</summary>
public sealed class PaceLimitTests
{
    private const int Rate = 1000;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("*3\r\n$3\r\nSE")]
    [InlineData("GET ")]
    [InlineData("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\nhalf")]
    public async Task Command_that_is_not_finished_in_time_ends_the_connection(string part)
    {
        await using TestServer server = Server();
        using RespClient slow = server.Connect();
        using RespClient other = server.Connect();
        other.Ask("PING");
        slow.Send(part);
        await ReceivedAsync(server, 14 + part.Length);

        // The first second is the one in which it was begun.
        _time.Advance(11 * s_second);
        Assert.DoesNotContain(server.Log.Lines, IsTooSlow);
        _time.Advance(s_second);

        Assert.Equal("", slow.ReadToEnd());
        Assert.Single(server.Log.Lines, IsTooSlow);
        Assert.Equal("+PONG", other.Ask("PING"));
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "all was given back");
    }

    [Fact]
    public async Task Client_that_sends_steadily_may_take_any_time()
    {
        await using TestServer server = Server();
        using RespClient client = server.Connect();
        const string Head = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n";
        client.Send(Head);
        for (int sent = 0; sent < 100_000; sent += Rate)
        {
            client.Send(new string('v', Rate));
            await ReceivedAsync(server, Head.Length + sent + Rate);
            _time.Advance(s_second);
        }

        client.Send("\r\n");

        Assert.Equal("+OK", client.Reply());
    }

    [Fact]
    public async Task Client_that_trickles_has_hardly_more_time()
    {
        await using TestServer server = Server();
        using RespClient client = server.Connect();
        const string Head = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n";
        client.Send(Head + new string('v', 50_000));
        await ReceivedAsync(server, Head.Length + 50_000);
        int seconds = 0;
        while (seconds < 100 && !server.Log.Lines.Any(IsTooSlow))
        {
            client.Send("v");
            await ReceivedAsync(server, Head.Length + 50_000 + ++seconds);
            _time.Advance(s_second);
        }

        // Of 10 seconds a byte gives back a thousandth, and what came quickly before nothing.
        Assert.Equal(12, seconds);
    }

    [Fact]
    public async Task Short_commands_that_come_slowly_one_after_the_other_are_served()
    {
        await using TestServer server = Server();
        using RespClient client = server.Connect();
        byte[] ping = RespClient.Encode("PING");
        client.Send([ping[0]]);
        for (int sent = 1; sent < 5 * ping.Length; sent += 2)
        {
            // The end of one comes with the beginning of the next, so that there is always a part of one.
            client.Send([ping[sent % ping.Length], ping[(sent + 1) % ping.Length]]);
            await ReceivedAsync(server, sent + 2);
            _time.Advance(s_second);
        }

        Assert.DoesNotContain(server.Log.Lines, IsTooSlow);
        Assert.Equal("+PONG", client.Reply());
    }

    [Fact]
    public async Task Each_large_command_has_a_time_of_its_own()
    {
        await using TestServer server = Server();
        using RespClient client = server.Connect();
        byte[] first = RespClient.Encode("SET", "k", new string('v', 50_000));
        int sent = 0;
        for (int i = 0; i < 5; i++)
        {
            // Ends a command, and begins the next, which comes at once but for its end.
            client.Send(i == 0 ? first.AsSpan(0, 40_000) : (byte[])[.. first.AsSpan(40_000), .. first.AsSpan(0, 40_000)]);
            sent += i == 0 ? 40_000 : first.Length;
            await ReceivedAsync(server, sent);
            for (int second = 0; second < 9; second++)
            {
                _time.Advance(s_second);
            }
        }

        Assert.DoesNotContain(server.Log.Lines, IsTooSlow);
    }

    [Fact]
    public async Task Transaction_that_keeps_memory_from_others_is_ended_whatever_else_its_client_sends()
    {
        await using TestServer server = Server();
        using RespClient client = server.Connect();
        client.Ask("MULTI");
        client.Ask("SET", "k", new string('v', 100_000));
        int seconds = 0;
        while (seconds < 100 && !server.Log.Lines.Any(IsTooSlow))
        {
            client.Ask("PING");
            await IsReceivedFromAsync(server);
            _time.Advance(s_second);
            seconds++;
        }

        Assert.Equal(12, seconds);
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "all was given back");
    }

    [Fact]
    public async Task Small_transaction_and_a_few_watched_keys_may_wait()
    {
        await using TestServer server = Server();
        using RespClient client = server.Connect();
        client.Ask("WATCH", "a", "b");
        client.Ask("MULTI");
        client.Ask("SET", "k", new string('v', 10_000));

        for (int i = 0; i < 1000; i++)
        {
            await IsReceivedFromAsync(server);
            _time.Advance(s_second);
        }

        Assert.Equal("[+OK]", client.Ask("EXEC"));
    }

    [Fact]
    public async Task Client_that_takes_its_replies_steadily_may_take_any_time_and_one_that_stops_may_not()
    {
        await using TestServer server = Server();
        using RespClient client = server.Connect(receiveBytes: 1 << 16);
        client.Command("LARGE", "30000000");
        await IsSendingAsync(server);
        Connection connection = server.State.Clients.All.Single();
        for (int i = 0; i < 15; i++)
        {
            // The system makes room for more only now and then.
            long before = connection.BytesOut;
            await Eventually.HoldsAsync(
                () =>
                {
                    client.Read(1 << 18);
                    return connection.BytesOut - before >= Rate;
                },
                "more was sent");
            await IsSendingAsync(server);
            _time.Advance(s_second);
        }

        Assert.DoesNotContain(server.Log.Lines, static line => line.StartsWith("RedisAi[406]", StringComparison.Ordinal));
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(s_second);
                return server.Endpoint.ClientCount == 0;
            },
            "it was disconnected");
        Assert.Contains(server.Log.Lines, static line => line.EndsWith("took too long taking its replies", StringComparison.Ordinal));
    }

    private TestServer Server() => new(
        static options =>
        {
            options.ReceiveTimeout = 10 * s_second;
            options.SendTimeout = 10 * s_second;
            options.MinBytesPerSecond = Rate;
        },
        _time);

    private static bool IsTooSlow(string line) => line.EndsWith("took too long sending the rest of what it has begun", StringComparison.Ordinal);

    /// <summary>Waits until the server has received so many bytes of all clients, and waits for more.</summary>
    private static async Task ReceivedAsync(TestServer server, int bytes)
    {
        await Eventually.HoldsAsync(() => server.State.Clients.Totals().BytesIn >= bytes, "the bytes have come");
        await IsReceivedFromAsync(server);
    }

    private static Task IsReceivedFromAsync(TestServer server) => Eventually.HoldsAsync(
        () => server.State.Clients.All.All(static connection => connection.Phase.State is ConnectionState.Receiving or ConnectionState.Idle), "all are received from");

    private static Task IsSendingAsync(TestServer server) => Eventually.HoldsAsync(
        () => server.State.Clients.All.Any(static connection => connection.Phase.State == ConnectionState.Sending), "the server waits for the client");
}
