using System.Net;
using System.Net.Sockets;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class ProxyConnection : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Socket _client;
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public ProxyConnection(Socket client)
    {
        _client = client;
        _client.NoDelay = true;
    }

    /// <summary>Passes bytes both ways until either side ends.</summary>
    public async Task RunAsync(int target, ProxyDirection toServer, ProxyDirection toClient, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, cancellationToken);
        try
        {
            await _server.ConnectAsync(IPAddress.Loopback, target, end.Token);
            Task there = toServer.PassAsync(_client, _server, end.Token);
            Task back = toClient.PassAsync(_server, _client, end.Token);
            Task first = await Task.WhenAny(there, back);
            if (first.IsFaulted)
            {
                // What was reset on one side is reset on the other.
                await end.CancelAsync();
            }

            await Task.WhenAll(there, back);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // As connections end.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes both sides at once, whatever was on the way.</summary>
    public void Dispose()
    {
        // Not disposed: it holds nothing without a timer, and the other side may look at it still.
        _end.Cancel();
        Close(_client);
        Close(_server);
    }

    private static void Close(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
