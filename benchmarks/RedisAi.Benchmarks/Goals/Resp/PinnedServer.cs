using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RedisAi.Benchmarks.Goals.Http;

namespace RedisAi.Benchmarks.Goals.Resp;

/// <summary>A server in a process of its own, on a port of this machine and on the first core: the client has the last one.</summary>
internal sealed class PinnedServer : IDisposable
{
    private const string Core = "0";

    private const int NoSuchProgram = 127;

    private const int MostRounds = 80;
    private const int QuietRounds = 6;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Longer than the runtime waits for new methods to appear before it compiles the busy ones anew (100 ms).</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);

    private readonly Process _process;

    private PinnedServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>The program where it is built, with the files that it needs: beside this one those are left out that ASP.NET Core has, which it does without.</summary>
    private static string ServerProgram
    {
        get
        {
            string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "RedisAi.Server", configuration, "RedisAi.Server.dll"));
        }
    }

    /// <summary>Starts Debian's Redis server without persistence, or returns null where it is not installed.</summary>
    public static PinnedServer? TryStartRedis() => TryStart(port => ["redis-server", "--port", port, "--save", "", "--appendonly", "no"]);

    /// <summary>Starts the program of this project, or returns null where processes cannot be bound to a core.</summary>
    /// <exception cref="InvalidOperationException">The program has ended.</exception>
    public static PinnedServer? TryStartOurs() => TryStart(static port => ["dotnet", ServerProgram, "--port", port], mustListen: true);

    /// <summary>Starts this program as the application that offers models, or returns null where processes cannot be bound to a core.</summary>
    /// <exception cref="InvalidOperationException">The program has ended.</exception>
    public static PinnedServer? TryStartScoring() =>
        TryStart(static port => ["dotnet", Path.Combine(AppContext.BaseDirectory, "RedisAi.Benchmarks.dll"), ScoringProcess.Command, port], mustListen: true);

    /// <summary>Sends one command by redis-cli.</summary>
    /// <param name="command">The command without its last argument.</param>
    /// <param name="last">That one.</param>
    public void Send(IEnumerable<string> command, byte[] last)
    {
        ProcessStartInfo start = new("redis-cli", ["-p", Port.ToString(CultureInfo.InvariantCulture), "-e", "-x", .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        using (Stream input = process.StandardInput.BaseStream)
        {
            input.Write(last);
        }

        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {output}");
        }
    }

    /// <summary>Lets a round be run until the server has compiled for good what it needs.</summary>
    /// <remarks>
    /// The thread that compiles shares the server's core, so a busy one takes its time: after five rounds without pauses AI.TENSORSET in a pipeline was at 0.38 of SET, and at 1.18 once all was compiled.
    /// </remarks>
    public void WarmUp(Action round)
    {
        using ManualResetEventSlim never = new();
        for (int i = 0, quiet = 0; i < MostRounds && quiet < QuietRounds; i++)
        {
            long before = CompilingTicks();
            round();
            never.Wait(s_pause);
            quiet = CompilingTicks() - before <= 1 ? quiet + 1 : 0;
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
    }

    /// <summary>How long the thread that compiles methods anew has worked, in the kernel's ticks of 10 ms; 0 where there is none at the moment.</summary>
    private long CompilingTicks()
    {
        foreach (string task in Directory.EnumerateDirectories($"/proc/{_process.Id}/task"))
        {
            try
            {
                // The fields after the name, which is in brackets: user time is the 12th of them, system time the next.
                string stat = File.ReadAllText(Path.Combine(task, "stat"));
                if (stat.Contains("(.NET Tiered Com", StringComparison.Ordinal))
                {
                    string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return 0;
    }

    private static PinnedServer? TryStart(Func<string, string[]> command, bool mustListen = false)
    {
        int port = FreePort();
        ProcessStartInfo start = new("taskset", ["-c", Core, .. command(port.ToString(CultureInfo.InvariantCulture))])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        PinnedServer server;
        try
        {
            server = new PinnedServer(Process.Start(start)!, port);
        }
        catch (Win32Exception)
        {
            return null;
        }

        server._process.OutputDataReceived += static (_, _) => { };
        server._process.ErrorDataReceived += static (_, _) => { };
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        if (server.Listens())
        {
            return server;
        }

        int code = server._process.ExitCode;
        server.Dispose();

        // That a peer is not installed is told, and no failure; that ours does not start is one. taskset ends with 127 where it finds no such program.
        return mustListen && code != NoSuchProgram
            ? throw new InvalidOperationException($"'{string.Join(' ', start.ArgumentList)}' has ended with exit code {code}.")
            : null;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until it takes connections; false when its process has ended.</summary>
    private bool Listens()
    {
        long started = Stopwatch.GetTimestamp();
        while (!_process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(started) < s_patience)
            {
                // Not yet.
            }
        }

        return false;
    }
}
