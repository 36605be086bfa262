using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace RedisAi.Testing.Redis;

/// <summary>A Redis server of a test's own, on a port of this machine. Disposing it ends it.</summary>
/// <remarks>What it is told by CONFIG REWRITE, and what a sentinel or a node of a cluster keeps, is there again after <see cref="RestartAsync"/>. Its commands may come from any thread.</remarks>
public sealed class RedisServer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly RedisServerOptions _options;
    private readonly Lock _lock = new();
    private ChildProcess? _process;
    private RespConnection? _connection;
    private volatile bool _isPaused;

    private RedisServer(RedisServerOptions options, int port)
    {
        _options = options;
        Port = port;
        File.WriteAllLines(_folder["redis.conf"], Lines());
    }

    /// <summary>Gets the port that it listens on at 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Gets "127.0.0.1:port".</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Gets how StackExchange.Redis connects to it. The certificate's authority is not told there.</summary>
    public string Configuration =>
        Address + (_options.Password is { } password ? $",password={password}" : "") + (_options.Certificates is null ? "" : ",ssl=true,sslHost=localhost");

    /// <summary>Gets whether it runs and is not paused.</summary>
    public bool IsRunning => !_isPaused && _process is { HasEnded: false };

    /// <summary>Gets what it has logged so far.</summary>
    public string Log => File.Exists(_folder["log"]) ? File.ReadAllText(_folder["log"]) : "";

    /// <summary>Starts one, and returns when it answers.</summary>
    /// <param name="options">What it is started with.</param>
    /// <exception cref="InvalidOperationException">It has ended; the message has its log.</exception>
    public static async Task<RedisServer> StartAsync(RedisServerOptions? options = null)
    {
        for (int tries = 1; ; tries++)
        {
            RedisServer server = new(options ?? new RedisServerOptions(), LoopbackPorts.Next());
            try
            {
                await server.RestartAsync();
                return server;
            }
            catch (InvalidOperationException) when (tries < 5 && server.Log.Contains("Address already in use", StringComparison.Ordinal))
            {
                // Another test process was quicker.
                server.Dispose();
            }
            catch
            {
                server.Dispose();
                throw;
            }
        }
    }

    /// <summary>Starts it again after <see cref="Kill"/> at the same port, and returns when it answers.</summary>
    /// <param name="lines">Lines that are added to its configuration for good.</param>
    /// <exception cref="InvalidOperationException">It has ended; the message has its log.</exception>
    public async Task RestartAsync(params IReadOnlyList<string> lines)
    {
        File.AppendAllLines(_folder["redis.conf"], lines);
        string[] arguments = _options.IsSentinel ? [_folder["redis.conf"], "--sentinel"] : [_folder["redis.conf"]];
        _process?.Dispose();
        _process = new ChildProcess(RedisPrograms.Server, arguments, _folder.Path);
        long started = TimeProvider.System.GetTimestamp();
        while (!Answers())
        {
            if (_process.HasEnded)
            {
                throw new InvalidOperationException($"redis-server has ended: {await _process.ErrorsAsync()}{Log}");
            }

            if (TimeProvider.System.GetElapsedTime(started) > s_patience)
            {
                throw new TimeoutException($"redis-server does not answer: {Log}");
            }

            await Task.Delay(s_pause, TimeProvider.System);
        }
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public void Kill()
    {
        _process!.Kill();
        _isPaused = false;
        Forget();
    }

    /// <summary>Stops it where it is (SIGSTOP): its connections stay open, and nothing answers.</summary>
    public void Pause()
    {
        _process!.Pause();
        _isPaused = true;
    }

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Resume()
    {
        _process!.Resume();
        _isPaused = false;
    }

    /// <summary>Opens a connection of the caller's own, with the password and TLS where it has them. It waits 20 seconds for a reply at most.</summary>
    /// <exception cref="SocketException">It does not run.</exception>
    public RespConnection Connect()
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)Eventually.Limit.TotalMilliseconds };
        try
        {
            socket.Connect(IPAddress.Loopback, Port);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            RespConnection connection = new(_options.Certificates is null ? stream : Secured(stream, _options.Certificates));
            if (_options.Password is { } password)
            {
                connection.Execute("AUTH", password).OrThrow();
            }

            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and returns its reply, over a connection that is kept.</summary>
    /// <param name="words">The name of the command and its arguments.</param>
    /// <exception cref="InvalidOperationException">The server refuses the command.</exception>
    /// <exception cref="IOException">It is gone, or says nothing for 20 seconds.</exception>
    /// <exception cref="SocketException">It does not run.</exception>
    public RespReply Execute(params IReadOnlyList<string> words)
    {
        lock (_lock)
        {
            bool kept = _connection is not null;
            try
            {
                return (_connection ??= Connect()).Execute(words).OrThrow();
            }
            catch (IOException) when (kept)
            {
                // A server that changes its part closes the connections that it has.
                Forget();
                return (_connection = Connect()).Execute(words).OrThrow();
            }
            catch (IOException)
            {
                Forget();
                throw;
            }
        }
    }

    /// <summary>Sets a parameter, as CONFIG SET does.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="value">Its value.</param>
    public void Configure(string parameter, string value) => Execute("CONFIG", "SET", parameter, value);

    /// <summary>Sets how much memory it may use before it refuses writes (OOM).</summary>
    /// <param name="bytes">That many; 0 for as much as there is.</param>
    public void SetMaxMemory(long bytes) => Configure("maxmemory", $"{bytes}");

    /// <summary>Removes all keys of all databases.</summary>
    public void FlushAll() => Execute("FLUSHALL");

    /// <summary>Returns a field of INFO, or null where there is none of that name.</summary>
    /// <param name="name">Its name, as "role" or "used_memory".</param>
    public string? Info(string name) =>
        Execute("INFO", "everything").Text.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _process?.Dispose();
        _folder.Dispose();
    }

    private static SslStream Secured(Stream stream, TestCertificates certificates)
    {
        SslStream secured = new(stream);
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(certificates.AuthorityPath));
        secured.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy });
        return secured;
    }

    private string[] Lines() =>
    [
        "bind 127.0.0.1",
        .. _options.Certificates is { } certificates
            ? [
                "port 0",
                $"tls-port {Port}",
                $"tls-cert-file {certificates.ServerPath}",
                $"tls-key-file {certificates.ServerKeyPath}",
                $"tls-ca-cert-file {certificates.AuthorityPath}",
                "tls-auth-clients no",
            ]
            : (IEnumerable<string>)[$"port {Port}"],
        $"dir {_folder.Path}",
        $"logfile {_folder["log"]}",
        .. _options.IsSentinel ? (IEnumerable<string>)[] : ["save \"\"", $"appendonly {(_options.IsDurable ? "yes" : "no")}", "appendfsync always"],
        .. _options.Password is { } password ? (IEnumerable<string>)[$"requirepass {password}"] : [],
        .. _options.Users.Select(static user => $"user {user}"),
        .. _options.Lines,
    ];

    private bool Answers()
    {
        try
        {
            using RespConnection connection = Connect();

            // Where another test process was quicker, its server answers.
            return connection.Execute("PING").Text == "PONG" && connection.Execute("INFO", "server").Text.Contains($"\r\nprocess_id:{_process!.Id}\r\n", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Forget()
    {
        lock (_lock)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }
}
