using System.Net.Sockets;
using RedisAi.Testing;

namespace RedisAi.Tests.Keyspace;

/// <summary>A Redis server of a test's own, on a socket in a temporary folder. Disposing it ends it.</summary>
internal sealed class RedisServer : IDisposable
{
    public const string Missing = "There is no redis-server on the path: Debian's package is redis-server.";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly ChildProcess _process;

    private RedisServer()
    {
        _process = new ChildProcess("redis-server", ["--port", "0", "--unixsocket", _folder["redis"], "--save", "", "--appendonly", "no", "--dir", _folder.Path]);
    }

    /// <summary>Gets whether there is one to be started.</summary>
    public static bool IsInstalled =>
        OperatingSystem.IsLinux() && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static folder => File.Exists(Path.Combine(folder, "redis-server")));

    public static async Task<RedisServer> StartAsync()
    {
        RedisServer server = new();
        while (await server._process.ReadLineAsync(s_patience) is { } line)
        {
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                return server;
            }
        }

        string errors = await server._process.ErrorsAsync();
        server.Dispose();
        throw new InvalidOperationException($"redis-server ended: {errors}");
    }

    public RespConnection Connect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_folder["redis"]));
        return new RespConnection(new NetworkStream(socket, ownsSocket: true));
    }

    public void Dispose()
    {
        _process.Dispose();
        _folder.Dispose();
    }
}
