using System.Net.Security;
using System.Net.Sockets;

namespace RedisAi.Server.Connections;

/// <summary>Bytes over a socket, encrypted.</summary>
internal sealed class TlsTransport : Transport
{
    private readonly Socket _socket;
    private readonly SslStream _stream;
    private readonly SslServerAuthenticationOptions _options;

    /// <param name="socket">The socket, which this owns from now on.</param>
    /// <param name="options">The certificate, and what is asked of the client's.</param>
    public TlsTransport(Socket socket, SslServerAuthenticationOptions options)
    {
        _socket = socket;
        _options = options;
        SocketSetup.Prepare(socket);
        socket.Blocking = true;
        RemoteAddress = SocketSetup.Describe(socket.RemoteEndPoint, socket.LocalEndPoint);
        LocalAddress = SocketSetup.Describe(socket.LocalEndPoint, socket.LocalEndPoint);
        _stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
    }

    public override bool IsDirect => false;

    public override string RemoteAddress { get; }

    public override string LocalAddress { get; }

    public override async ValueTask OpenAsync(CancellationToken cancellationToken) =>
        await _stream.AuthenticateAsServerAsync(_options, cancellationToken).ConfigureAwait(false);

    public override bool TryReceive(Span<byte> buffer, out int received)
    {
        received = 0;
        return false;
    }

    // A record that was received in part would be lost, if this were cancelled.
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _stream.ReadAsync(buffer, CancellationToken.None);

    public override async ValueTask WaitAsync() => await _stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);

    public override int TrySend(ReadOnlySpan<byte> bytes) => 0;

    public override async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte> piece = bytes[..Math.Min(bytes.Length, SocketSetup.LongestSend)];
        await _stream.WriteAsync(piece).ConfigureAwait(false);
        return piece.Length;
    }

    public override bool HasGone() => SocketSetup.HasGone(_socket);

    public override void StopReceiving() => SocketSetup.TryShutdown(_socket, SocketShutdown.Receive);

    public override async ValueTask FinishAsync()
    {
        await _stream.ShutdownAsync().ConfigureAwait(false);
        SocketSetup.TryShutdown(_socket, SocketShutdown.Send);
        _socket.Blocking = false;
        SocketSetup.Drain(_socket);
    }

    public override void Dispose() => _stream.Dispose();
}
