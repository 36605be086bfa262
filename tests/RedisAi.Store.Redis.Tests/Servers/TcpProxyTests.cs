using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>The bad network is as bad as the tests say.</summary>
public sealed class TcpProxyTests : IAsyncDisposable
{
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private readonly TcpProxy _proxy;

    public TcpProxyTests()
    {
        _echo.Start();
        _proxy = new TcpProxy(((IPEndPoint)_echo.LocalEndpoint).Port);
        _ = EchoAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _echo.Dispose();
    }

    [Fact]
    public async Task Bytes_pass_both_ways_and_so_does_the_end()
    {
        using TcpClient client = Connect();

        Assert.Equal(1000, await EchoedAsync(client, 1000));
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.Client.ReceiveAsync(new ArraySegment<byte>(new byte[1])));
        await Eventually.HoldsAsync(() => _proxy.Connections == 0, "the proxy's connection ends");
        Assert.Equal((1000L, 1000L), (_proxy.ToServer.Bytes, _proxy.ToClient.Bytes));
    }

    [Fact]
    public async Task Delays_add_up_over_both_ways()
    {
        (_proxy.ToServer.Delay, _proxy.ToClient.Delay) = (TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(40));
        using TcpClient client = Connect();
        long started = Stopwatch.GetTimestamp();

        await EchoedAsync(client, 1);

        Assert.True(Stopwatch.GetElapsedTime(started).TotalMilliseconds >= 99, $"It took {Stopwatch.GetElapsedTime(started)}.");
    }

    [Fact]
    public async Task Narrow_lines_take_their_time()
    {
        _proxy.ToClient.BytesPerSecond = 200_000;
        using TcpClient client = Connect();
        long started = Stopwatch.GetTimestamp();

        await EchoedAsync(client, 100_000);

        Assert.True(Stopwatch.GetElapsedTime(started).TotalMilliseconds >= 490, $"It took {Stopwatch.GetElapsedTime(started)}.");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task What_is_blocked_waits_and_comes_later(bool there, bool back)
    {
        using TcpClient client = Connect();
        await EchoedAsync(client, 1);
        if (there)
        {
            _proxy.ToServer.Block();
        }

        if (back)
        {
            _proxy.ToClient.Block();
        }

        Task<int> echoed = EchoedAsync(client, 10);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);

        Assert.False(echoed.IsCompleted);
        Assert.Equal(1, _proxy.Connections);
        _proxy.Unblock();
        Assert.Equal(10, await echoed.WaitAsync(Eventually.Limit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_connections_are_reset_and_new_ones_taken(bool blocked)
    {
        using TcpClient client = Connect();
        await EchoedAsync(client, 1);
        if (blocked)
        {
            _proxy.Block();
        }

        Task<int> receiving = client.Client.ReceiveAsync(new ArraySegment<byte>(new byte[1]));
        _proxy.Cut();

        SocketException error = await Assert.ThrowsAsync<SocketException>(() => receiving.WaitAsync(Eventually.Limit));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        await Eventually.HoldsAsync(() => _proxy.Connections == 0, "the connection is forgotten");
        _proxy.Unblock();
        using TcpClient next = Connect();
        Assert.Equal(5, await EchoedAsync(next, 5));
    }

    [Fact]
    public async Task Refused_connections_end_at_once()
    {
        _proxy.RefusesConnections = true;
        using TcpClient client = Connect();

        await Assert.ThrowsAsync<SocketException>(() => client.Client.ReceiveAsync(new ArraySegment<byte>(new byte[1])).WaitAsync(Eventually.Limit));
    }

    /// <summary>Sends that many bytes and returns how many of them came back as they were.</summary>
    private static async Task<int> EchoedAsync(TcpClient client, int count)
    {
        byte[] sent = [.. Enumerable.Range(1, count).Select(static i => (byte)i)];
        byte[] received = new byte[count];
        Task sending = client.GetStream().WriteAsync(sent).AsTask();
        await client.GetStream().ReadExactlyAsync(received).AsTask().WaitAsync(Eventually.Limit);
        await sending;
        return sent.Zip(received).Count(static pair => pair.First == pair.Second);
    }

    private TcpClient Connect() => new("127.0.0.1", _proxy.Port);

    private async Task EchoAsync()
    {
        try
        {
            while (true)
            {
                _ = EchoAsync(await _echo.AcceptSocketAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is done.
        }
    }

    private static async Task EchoAsync(Socket socket)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        try
        {
            await stream.CopyToAsync(stream);
        }
        catch (IOException)
        {
            // Cut.
        }
    }
}
