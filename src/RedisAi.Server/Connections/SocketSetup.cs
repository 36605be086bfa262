using System.Net;
using System.Net.Sockets;

namespace RedisAi.Server.Connections;

/// <summary>What is done with the sockets of clients, encrypted or not.</summary>
internal static class SocketSetup
{
    /// <summary>One call sends no more, so that it can be seen whether a slow client takes anything at all.</summary>
    public const int LongestSend = 256 << 10;

    private const int LongestDrain = 1 << 20;

    public static void Prepare(Socket socket)
    {
        // Calls that would wait return instead; those that may wait are asynchronous.
        socket.Blocking = false;
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        }
    }

    /// <summary>The address as CLIENT LIST tells it; for a Unix socket its path and port 0.</summary>
    public static string Describe(EndPoint? address, EndPoint? local) => address switch
    {
        UnixDomainSocketEndPoint => $"{local}:0",
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => $"{mapped.Address.MapToIPv4()}:{mapped.Port}",
        _ => address?.ToString() ?? "?:0",
    };

    public static bool HasGone(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    public static void TryShutdown(Socket socket, SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>Drops what is there to receive.</summary>
    public static void Drain(Socket socket)
    {
        Span<byte> dropped = stackalloc byte[4096];
        for (int total = 0; total < LongestDrain;)
        {
            int bytes = socket.Receive(dropped, SocketFlags.None, out SocketError error);
            if (bytes == 0 || error != SocketError.Success)
            {
                return;
            }

            total += bytes;
        }
    }
}
