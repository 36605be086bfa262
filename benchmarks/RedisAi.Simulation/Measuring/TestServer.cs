using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>A redis-server of our own on loopback, in a folder that goes with it.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private TestServer(Process process, DirectoryInfo folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    /// <param name="master">The port of the server that it copies; 0 for none.</param>
    public static TestServer Start(int master = 0)
    {
        int port = FreePort();
        List<string> options = ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"];
        if (master != 0)
        {
            options.AddRange(["--replicaof", "127.0.0.1", $"{master}"]);
        }

        // A replica writes a file, and a server that starts reads one.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("redisai-simulation-");
        ProcessStartInfo start = new("redis-server", options) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = folder.FullName };
        try
        {
            Process process = Process.Start(start)!;
            WaitUntilReady(process);
            return new TestServer(process, folder, port);
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException("redis-server is not installed.", error);
        }
    }

    public ConnectionMultiplexer Connect() => ConnectionMultiplexer.Connect(new ConfigurationOptions
    {
        EndPoints = { { "127.0.0.1", Port } },
        AllowAdmin = true,
        Protocol = RedisProtocol.Resp2,
        SyncTimeout = 60_000,
        AsyncTimeout = 60_000,
    });

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static void WaitUntilReady(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // Nobody reads what it tells from here on, and it must not wait for that.
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("redis-server did not start.");
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
