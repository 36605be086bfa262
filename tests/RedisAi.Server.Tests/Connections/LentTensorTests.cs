using System.Net.Sockets;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Connections;

/// <summary>Clients that ask for large tensors, and take their time.</summary>
public sealed class LentTensorTests
{
    /// <summary>More than the system takes for a client that does not read: 4 MiB at the sender, and what the client lets it.</summary>
    private const int TensorBytes = 6 << 20;

    private const int ReceiveBytes = 64 << 10;

    private const int Keys = 6;

    [Fact]
    public async Task Tensors_that_wait_for_slow_clients_are_limited_though_others_took_their_places()
    {
        await using TestServer server = await FilledAsync(4 * TensorBytes + (1 << 20));
        List<RespClient> readers = [.. Enumerable.Range(0, Keys).Select(_ => server.Connect(ReceiveBytes))];

        for (int i = 0; i < Keys; i++)
        {
            readers[i].Command("GET", $"k{i}");
            Assert.Equal(i < 4 ? '$' : '-', FirstOf(readers[i]));
        }

        Assert.Equal(
            $"-OOM There is no memory for the reply: clients may take {4 * TensorBytes + (1 << 20)} bytes together, and each of them {4 * TensorBytes + (1 << 20)}, with the tensors that wait to be sent",
            readers[4].Reply());
        using RespClient other = server.Connect();
        for (int i = 0; i < Keys; i++)
        {
            Assert.Equal("+OK", other.Ask("SET", $"k{i}", "small"));
        }

        Assert.Equal(4 * TensorBytes, server.Endpoint.State.Memory.Taken);
        Assert.Equal("$small", readers[4].Ask("GET", "k4"));

        Assert.Equal(TensorBytes, readers[0].BulkLength());
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 3 * TensorBytes, "what was taken does not count any more");
        readers.ForEach(static reader => reader.Dispose());
        await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "nor does what nobody waits for");
    }

    [Fact]
    public async Task Tensor_that_many_wait_for_counts_once()
    {
        await using TestServer server = await FilledAsync(2 * TensorBytes);
        List<RespClient> readers = [.. Enumerable.Range(0, Keys).Select(_ => server.Connect(ReceiveBytes))];

        foreach (RespClient reader in readers)
        {
            reader.Command("GET", "k0");
            Assert.Equal('$', FirstOf(reader));
        }

        Assert.Equal(TensorBytes, server.Endpoint.State.Memory.Taken);
        Assert.All(readers, static reader => Assert.Equal(TensorBytes, reader.BulkLength()));
        readers.ForEach(static reader => reader.Dispose());
    }

    [Fact]
    public async Task Client_that_asks_again_and_again_without_reading_waits_with_one_tensor()
    {
        await using TestServer server = await FilledAsync(3 * TensorBytes);
        using RespClient reader = server.Connect(ReceiveBytes);

        for (int i = 0; i < Keys; i++)
        {
            reader.Command("GET", $"k{i}");
        }

        Assert.Equal('$', FirstOf(reader));
        Assert.Equal(TensorBytes, server.Endpoint.State.Memory.Taken);
        for (int i = 0; i < Keys; i++)
        {
            Assert.Equal(TensorBytes, reader.BulkLength());
        }
    }

    [Fact]
    public async Task Reply_with_more_tensors_than_the_clients_share_is_an_error_in_its_place()
    {
        const int Bytes = 1 << 20;
        await using TestServer server = await FilledAsync(5 * Bytes, 2 * Bytes, Bytes);
        using RespClient client = server.Connect();

        Assert.StartsWith("-OOM There is no memory for the reply: ", client.Ask("MGET", "k0", "k1", "k2"), StringComparison.Ordinal);
        Assert.Equal(0, server.Endpoint.State.Memory.Taken);
        client.Ask("MULTI");
        client.Ask("GET", "k0");
        client.Ask("MGET", "k1", "k2");
        client.Ask("SET", "k", "v");
        string[] replies = client.Ask("EXEC").Split(' ', 2);

        Assert.Equal("[$" + new string('v', Bytes), replies[0]);
        Assert.Matches("^-OOM [^-]* \\+OK]$", replies[1]);
    }

    private static async Task<TestServer> FilledAsync(int pending, int? share = null, int tensorBytes = TensorBytes)
    {
        TestServer server = new(options => (options.MaxPendingBytes, options.MaxPendingBytesPerClient) = (pending, share));
        try
        {
            Fill(server, tensorBytes);
            await Eventually.HoldsAsync(() => server.Endpoint.State.Memory.Taken == 0, "nothing waits");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static void Fill(TestServer server, int tensorBytes)
    {
        using RespClient client = server.Connect();
        byte[] value = new byte[tensorBytes];
        value.AsSpan().Fill((byte)'v');
        for (int i = 0; i < Keys; i++)
        {
            client.Send($"*3\r\n$3\r\nSET\r\n$2\r\nk{i}\r\n${tensorBytes}\r\n");
            client.Send(value);
            client.Send("\r\n");
            Assert.Equal("+OK", client.Reply());
        }
    }

    /// <summary>The first character of a reply, which stays there.</summary>
    private static char FirstOf(RespClient client)
    {
        byte[] first = new byte[1];
        Assert.Equal(1, client.Socket.Receive(first, SocketFlags.Peek));
        return (char)first[0];
    }
}
