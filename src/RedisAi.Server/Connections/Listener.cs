using System.Net;
using System.Net.Sockets;
using RedisAi.Server.Hosting;

namespace RedisAi.Server.Connections;

/// <summary>Accepts clients on a socket.</summary>
/// <param name="socket">The socket, which listens.</param>
/// <param name="accept">Takes the socket of a client.</param>
/// <param name="endpoint">The endpoint.</param>
internal sealed class Listener(Socket socket, Action<Socket> accept, EndpointState endpoint) : IDisposable
{
    /// <summary>Clients that wait to be accepted, as with Redis.</summary>
    private const int Backlog = 511;

    /// <summary>After an error, such as too many open files, others are given time to close some.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    // Not disposed: it holds nothing, and the loop may look at it after the end.
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;

    public EndPoint LocalEndPoint => socket.LocalEndPoint!;

    /// <summary>Makes a socket that listens to an address.</summary>
    public static Socket Listen(EndPoint address)
    {
        Socket socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address is IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } v6)
            {
                socket.DualMode = v6.Address.Equals(IPAddress.IPv6Any);
            }

            // A server that starts again finds its port although the last one's connections linger: .NET sees to that. Its option ReuseAddress
            // would let two servers listen at one port, and each client would find the keys of one or the other.
            socket.Bind(address);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Start() => _accepting = AcceptAsync();

    /// <summary>Accepts no more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        socket.Dispose();
    }

    public void Dispose()
    {
        _stop.Cancel();
        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                accept(await socket.AcceptAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException error)
            {
                endpoint.Server.Logger.AcceptFailed(error.Message);
                await Task.Delay(s_pause, endpoint.Server.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
