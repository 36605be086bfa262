using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RedisAi.Simulation.Measuring;

/// <summary>A connection that listens, and throws away what it hears.</summary>
internal sealed class RawListener : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    public RawListener(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        Send("CLIENT ID");
        byte[] answer = new byte[64];
        int length = _socket.Receive(answer);
        Id = Encoding.ASCII.GetString(answer.AsSpan(1, length - 1)).Trim();
        _ = ReadOnAsync();
    }

    /// <summary>Gets the number that the server has given it.</summary>
    public string Id { get; }

    public void Subscribe(string channel) => Send("SUBSCRIBE " + channel);

    public void Dispose() => _socket.Dispose();

    private void Send(string command) => _socket.Send(Encoding.ASCII.GetBytes(command + "\r\n"));

    private async Task ReadOnAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The end of the server, or of this.
        }
    }
}
