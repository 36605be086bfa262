using RedisAi.Server.Protocol;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Connections;

/// <summary>What clients may take together, and one of them alone.</summary>
public sealed class MemoryShareTests
{
    private const int All = 4 << 20;
    private const int Share = 1 << 20;

    /// <summary>An argument that takes exactly a share.</summary>
    private const int Argument = Share + ClientMemory.OwnBytes;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Others_are_served_while_clients_hold_their_shares(int holders)
    {
        await using TestServer server = new(static options => (options.MaxPendingBytes, options.MaxPendingBytesPerClient) = (All, Share));
        List<RespClient> holding = [.. Enumerable.Range(0, holders).Select(_ => server.Connect())];
        holding.ForEach(static client => client.Send($"*3\r\n$3\r\nSET\r\n$1\r\nh\r\n${Argument}\r\nx"));
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == holders * Share, "each has its share");

        using RespClient other = server.Connect();
        Assert.Equal("+PONG", other.Ask("PING"));
        Assert.Equal("+OK", other.Ask("SET", "k", new string('v', 15_000)));
        Assert.Equal($"${new string('v', 15_000)}", other.Ask("GET", "k"));
        Assert.Equal($"${new string('e', 12_000)}", other.Ask("ECHO", new string('e', 12_000)));
        Assert.Equal("[+OK :1]", Transaction(other));
        Assert.Equal(holders * Share, server.Endpoint.State.Memory.Taken);

        holding.ForEach(static client => client.Send([.. new byte[Argument - 1], .. "\r\n"u8]));
        holding.ForEach(static client => Assert.Equal("+OK", client.Reply()));
        holding.ForEach(static client => client.Dispose());
        Assert.Equal("+OK", other.Ask("SET", "k", new string('v', 500_000)));
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "all was given back");
    }

    [Fact]
    public async Task Large_command_is_refused_when_nothing_is_left_for_it()
    {
        await using TestServer server = new(static options => (options.MaxPendingBytes, options.MaxPendingBytesPerClient) = (All, Share));
        List<RespClient> holding = [.. Enumerable.Range(0, 4).Select(_ => server.Connect())];
        holding.ForEach(static client => client.Send($"*3\r\n$3\r\nSET\r\n$1\r\nh\r\n${Argument}\r\nx"));
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == All, "all is taken");

        using RespClient other = server.Connect();
        other.Command("SET", "k", new string('v', 100_000));
        Assert.Equal("-ERR there is no memory for the command: clients may take 4194304 bytes together, and each of them 1048576\r\n", other.ReadToEnd());

        holding.ForEach(static client => client.Dispose());
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "all was given back by those that have gone");
    }

    [Fact]
    public async Task Client_cannot_take_more_than_its_share()
    {
        await using TestServer server = new(static options => (options.MaxPendingBytes, options.MaxPendingBytesPerClient) = (All, Share));
        using RespClient greedy = server.Connect();

        greedy.Send($"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n${Argument + 1}\r\nx");

        Assert.Equal("-ERR there is no memory for the command: clients may take 4194304 bytes together, and each of them 1048576\r\n", greedy.ReadToEnd());
    }

    [Fact]
    public async Task Transaction_is_of_the_share()
    {
        await using TestServer server = new(static options => (options.MaxPendingBytes, options.MaxPendingBytesPerClient) = (All, Share));
        using RespClient client = server.Connect();
        client.Ask("MULTI");

        // While it is queued, an argument is there as one that was received, too.
        Assert.Equal("+QUEUED", client.Ask("SET", "k", new string('a', 400_000)));
        Assert.Equal("-ERR The commands of the transaction take too much memory", client.Ask("SET", "k", new string('a', 400_000)));
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken is > 380_000 and < 410_000, "one is kept");
        Assert.Equal("-EXECABORT Transaction discarded because of previous errors.", client.Ask("EXEC"));
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "all was given back");
    }

    [Fact]
    public async Task Largest_argument_comes_through_with_the_default_share_however_its_memory_grows()
    {
        // As on a small machine: a half of what there is would not do.
        await using TestServer server = new(static options => (options.MaxPendingBytes, options.MaxBulkBytes, options.ReceiveAheadBytes) = (8 << 20, (4 << 20) + 1, 0));
        using RespClient client = server.Connect();
        string value = new('v', (4 << 20) + 1);

        Assert.Equal("+OK", client.Ask("SET", "k", value));
        Assert.Equal($"${value}", client.Ask("GET", "k"));
    }

    [Fact]
    public async Task Watched_keys_are_of_the_share_and_are_given_back()
    {
        await using TestServer server = new(static options => (options.MaxPendingBytes, options.MaxPendingBytesPerClient) = (All, Share));
        using (RespClient client = server.Connect())
        {
            int watched = 0;
            while (watched < 2000 && client.Ask(["WATCH", .. Keys(watched)]) is "+OK")
            {
                watched += 10;
            }

            // Each takes 160 bytes, and 2 for each of its 500 characters.
            Assert.Equal(910, watched);
            Assert.InRange(server.Endpoint.State.Memory.Taken, Share - 1160, Share);
            Assert.Equal("-ERR The watched keys take too much memory", client.Ask(["WATCH", .. Keys(watched)]));
            Assert.Equal("+OK", client.Ask(["WATCH", .. Keys(0)]));
            Assert.Equal("+OK", client.Ask("UNWATCH"));
            await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "all was given back");
            Assert.Equal(0, server.Keys.WatchCount);
            Assert.Equal("+OK", client.Ask(["WATCH", .. Keys(watched)]));
            client.Ask("MULTI");
            client.Ask("GET", "k");
            Assert.Equal("[$-1]", client.Ask("EXEC"));
            await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "EXEC gives it back, too");
            Assert.Equal("+OK", client.Ask(["WATCH", .. Keys(watched)]));
        }

        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "so does a client that goes");
    }

    private static string[] Keys(int first) => [.. Enumerable.Range(first, 10).Select(static number => $"{number}".PadLeft(500, 'k'))];

    private static string Transaction(RespClient client)
    {
        client.Ask("WATCH", "k", "n");
        client.Ask("MULTI");
        client.Ask("SET", "l", new string('l', 1000));
        client.Ask("INCR", "n");
        return client.Ask("EXEC");
    }
}
