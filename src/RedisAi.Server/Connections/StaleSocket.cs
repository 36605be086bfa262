using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace RedisAi.Server.Connections;

/// <summary>Removes what a server that was killed has left behind where another one is to listen: a Unix socket of nobody's, and nothing else.</summary>
internal static class StaleSocket
{
    // What open() says of a socket: ENXIO on Linux, EOPNOTSUPP on macOS.
    private const int NoSuchDevice = 6;
    private const int NotSupported = 102;

    /// <exception cref="IOException">There is something else at the path, or somebody listens there.</exception>
    public static void Remove(string path)
    {
        FileInfo file = new(path);
        if (!Path.Exists(path) && file.LinkTarget is null)
        {
            return;
        }

        if (!IsSocket(file))
        {
            throw new IOException($"The Unix socket '{path}' cannot be made: there is something else of that name, which is no socket. It was left alone; remove it, or give another path.");
        }

        ThrowIfServed(path);
        file.Delete();
    }

    private static bool IsSocket(FileInfo file)
    {
        if (OperatingSystem.IsWindows())
        {
            return (file.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory)) == FileAttributes.ReparsePoint && file.LinkTarget is null;
        }

        if (file.LinkTarget is not null || file.Attributes.HasFlag(FileAttributes.Directory) || file.Length > 0)
        {
            return false;
        }

        try
        {
            // A socket is what cannot be opened; a pipe that is opened for both does not wait for its other end.
            using SafeFileHandle handle = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (IOException error)
        {
            return error.HResult is NoSuchDevice or NotSupported;
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else's.
            return false;
        }
    }

    private static void ThrowIfServed(string path)
    {
        // Without waiting: where nobody accepts at the moment, somebody listens nevertheless.
        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return;
        }
        catch (SocketException error)
        {
            throw new IOException($"The Unix socket '{path}' cannot be made: there is one already, and whether somebody listens to it cannot be told ({error.Message}). It was left alone; give another path.", error);
        }

        throw new IOException($"The Unix socket '{path}' cannot be made: somebody listens to it already. End that server, or give another path.");
    }
}
