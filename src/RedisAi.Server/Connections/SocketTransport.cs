using System.Net.Sockets;

namespace RedisAi.Server.Connections;

/// <summary>Bytes over a socket as they are.</summary>
internal sealed class SocketTransport : Transport
{
    private readonly Socket _socket;

    /// <param name="socket">The socket, which this owns from now on.</param>
    public SocketTransport(Socket socket)
    {
        _socket = socket;
        SocketSetup.Prepare(socket);
        RemoteAddress = SocketSetup.Describe(socket.RemoteEndPoint, socket.LocalEndPoint);
        LocalAddress = SocketSetup.Describe(socket.LocalEndPoint, socket.LocalEndPoint);
    }

    public override bool IsDirect => true;

    public override string RemoteAddress { get; }

    public override string LocalAddress { get; }

    public override bool TryReceive(Span<byte> buffer, out int received)
    {
        received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock => false,
            _ => throw new SocketException((int)error),
        };
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public override async ValueTask WaitAsync() => await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        int sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => 0,
            _ => throw new SocketException((int)error),
        };
    }

    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) =>
        _socket.SendAsync(bytes[..Math.Min(bytes.Length, SocketSetup.LongestSend)], SocketFlags.None);

    public override bool HasGone() => SocketSetup.HasGone(_socket);

    public override void StopReceiving() => SocketSetup.TryShutdown(_socket, SocketShutdown.Receive);

    public override ValueTask FinishAsync()
    {
        SocketSetup.TryShutdown(_socket, SocketShutdown.Send);
        SocketSetup.Drain(_socket);
        return default;
    }

    public override void Dispose() => _socket.Dispose();
}
