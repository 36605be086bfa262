using System.ComponentModel;
using System.Diagnostics;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>A Redis server of our own, on a Unix socket in a folder that goes with it, and on a port where one is wanted.</summary>
internal sealed class RedisServer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private RedisServer(DirectoryInfo folder, Process process)
    {
        _folder = folder;
        _process = process;
    }

    public string SocketPath => PathIn(_folder);

    /// <summary>Starts one, or returns null where Redis is not installed.</summary>
    /// <param name="port">The port at 127.0.0.1; 0 for none.</param>
    /// <param name="master">The port of the server that it copies; 0 for none.</param>
    public static RedisServer? TryStart(int port = 0, int master = 0)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("redisai-goals-");
        string[] copied = master == 0 ? [] : ["--replicaof", "127.0.0.1", $"{master}"];
        ProcessStartInfo start = new(
            "redis-server",
            ["--bind", "127.0.0.1", "--port", $"{port}", "--unixsocket", PathIn(folder), "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0", .. copied])
        {
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        RedisServer? server = null;
        try
        {
            server = new RedisServer(folder, Process.Start(start)!);
            server._process.OutputDataReceived += static (_, _) => { };
            server._process.BeginOutputReadLine();
            server.WaitUntilThere();
            return server;
        }
        catch (Win32Exception) when (server is null)
        {
            folder.Delete(recursive: true);
            return null;
        }
        catch
        {
            server?.Dispose();
            throw;
        }
    }

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

    private static string PathIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "redis.sock");

    private void WaitUntilThere()
    {
        long started = Stopwatch.GetTimestamp();
        while (!File.Exists(SocketPath))
        {
            if (_process.WaitForExit(TimeSpan.FromMilliseconds(10)) || Stopwatch.GetElapsedTime(started) > s_patience)
            {
                throw new InvalidOperationException("redis-server did not start.");
            }
        }
    }
}
