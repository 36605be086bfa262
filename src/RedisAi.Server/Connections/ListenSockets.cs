using System.Net;
using System.Net.Sockets;

namespace RedisAi.Server.Connections;

/// <summary>Makes the sockets that an endpoint listens to.</summary>
internal static class ListenSockets
{
    /// <summary>Listens to the addresses that a text stands for, all at the same port.</summary>
    /// <param name="address">An address, <c>localhost</c>, or <c>*</c>.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public static IReadOnlyList<Socket> Bind(string address, int port)
    {
        IReadOnlyList<IPAddress> addresses = ListenAddress.Parse(address);
        List<Socket> sockets = [Listener.Listen(new IPEndPoint(addresses[0], port))];
        int chosen = ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
        foreach (IPAddress further in addresses.Skip(1))
        {
            try
            {
                sockets.Add(Listener.Listen(new IPEndPoint(further, chosen)));
            }
            catch (SocketException)
            {
                // A machine may have the one loopback address and not the other.
            }
        }

        return sockets;
    }

    /// <summary>Listens to a Unix socket, which only this user may connect to. One that was left behind is replaced.</summary>
    /// <exception cref="IOException">There is something else at the path, or somebody listens there.</exception>
    public static Socket Bind(string path)
    {
        StaleSocket.Remove(path);
        Socket socket = Listener.Listen(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return socket;
    }
}
