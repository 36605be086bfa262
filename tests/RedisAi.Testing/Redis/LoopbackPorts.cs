using System.Net;
using System.Net.Sockets;

namespace RedisAi.Testing.Redis;

/// <summary>Ports of this machine for servers that tests start, each given once by a process.</summary>
/// <remarks>
/// They lie below those that the system gives to clients, so that a server which is started again finds its port free. The port 10,000 above, which a node of
/// a cluster listens on for the others, is free, too.
/// </remarks>
public static class LoopbackPorts
{
    /// <summary>How far above its port a node of a cluster listens for the others.</summary>
    public const int BusOffset = 10_000;

    private const int First = 12_000;
    private const int Count = 10_000;

    // Test processes that run at the same time begin far from each other.
    private static int s_last = (Environment.ProcessId * 97) % Count;

    /// <summary>Returns the next port that nothing listens on.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static int Next()
    {
        for (int tries = 0; tries < Count; tries++)
        {
            int port = First + ((Interlocked.Increment(ref s_last) & int.MaxValue) % Count);
            if (IsFree(port) && IsFree(port + BusOffset))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"None of {Count} ports from {First} on is free.");
    }

    private static bool IsFree(int port)
    {
        using TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
