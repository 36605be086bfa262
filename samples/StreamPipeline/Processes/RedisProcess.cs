using System.Net;
using System.Net.Sockets;

namespace RedisAi.Samples.StreamPipeline.Processes;

/// <summary>A redis-server of this program's own, on a free port of this machine, which keeps nothing: it is gone with the program.</summary>
internal sealed class RedisProcess : IDisposable
{
    private const string Program = "redis-server";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder;
    private readonly OwnProcess _process;

    private RedisProcess(DirectoryInfo folder, OwnProcess process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    /// <summary>How clients find it.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    /// <summary>Starts it, and returns when it takes connections.</summary>
    /// <exception cref="IOException">It is not installed, or has ended; the message says what to do.</exception>
    public static async Task<RedisProcess> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        int port = FreePort();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("stream-pipeline-");
        try
        {
            RedisProcess redis = new(folder, Start(port, folder.FullName), port);
            await redis.ListensAsync(time, cancellationToken);
            return redis;
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static OwnProcess Start(int port, string folder)
    {
        try
        {
            return new OwnProcess(Program, ["--bind", "127.0.0.1", "--port", $"{port}", "--dir", folder, "--save", "", "--appendonly", "no"]);
        }
        catch (FileNotFoundException error)
        {
            throw new FileNotFoundException(
                $"{Program} is not on the path. Install it: 'apt-get install redis-server' on Debian and Ubuntu, 'brew install redis' on macOS; on Windows run this in WSL.", error);
        }
    }

    private async Task ListensAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            while (!await TakesConnectionsAsync(cancellationToken))
            {
                if (_process.HasEnded)
                {
                    throw new IOException($"{Program} has ended: {_process.LastLines}");
                }

                await Task.Delay(s_pause, time, cancellationToken);
            }
        }
        catch
        {
            _process.Dispose();
            throw;
        }
    }

    private async Task<bool> TakesConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
