using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using RedisAi.Server.Commands;
using RedisAi.Server.Connections;

namespace RedisAi.Server.Hosting;

/// <summary>Listens, and serves the clients that come.</summary>
/// <param name="options">The settings, which were checked.</param>
/// <param name="server">What it serves.</param>
internal sealed class RespEndpoint(RespEndpointOptions options, ServerState server) : IDisposable
{
    /// <summary>At the end, a client that does not take its replies is waited for so long.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly EndpointState _state = new(options, server);
    private readonly ConcurrentDictionary<Connection, bool> _connections = [];
    private readonly List<Listener> _listeners = [];
    private ClientSweeper? _sweeper;
    private SslServerAuthenticationOptions? _tls;
    private X509Certificate2? _certificate;

    public int Port => _state.Port;

    public int ClientCount => _connections.Count;

    public EndpointState State => _state;

    private string Address => options.UnixSocketPath ?? $"{options.Address}:{Port}";

    /// <exception cref="SocketException">The port is taken, or the address is not there.</exception>
    /// <exception cref="IOException">Where the Unix socket is to be there is something else, or somebody listens.</exception>
    public void Start()
    {
        _tls = TlsSetup.Create(options, out _certificate);
        foreach (Socket socket in options.UnixSocketPath is { } path ? [ListenSockets.Bind(path)] : ListenSockets.Bind(options.Address, options.Port))
        {
            _listeners.Add(new Listener(socket, Accept, _state));
        }

        if (_listeners[0].LocalEndPoint is IPEndPoint { Port: int port })
        {
            _state.Port = port;
            server.AddPort(port);
        }

        _sweeper = new ClientSweeper(_state, () => _connections.Keys);
        foreach (Listener listener in _listeners)
        {
            listener.Start();
        }

        server.Logger.Serving(Address);
    }

    /// <summary>Accepts no more clients, lets those that are there get the replies to what is being executed, and ends.</summary>
    /// <param name="cancellationToken">When not to wait longer.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (Listener listener in _listeners)
        {
            await listener.StopAsync().ConfigureAwait(false);
        }

        foreach (Connection connection in _connections.Keys)
        {
            connection.Finish();
        }

        await EndedAsync().WaitAsync(s_grace, server.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int aborted = Abort(static connection => connection.Phase.State != ConnectionState.Executing);
        await EndedAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        aborted += Abort(static _ => true);
        server.Logger.Served(Address, aborted);
    }

    public void Dispose()
    {
        _sweeper?.Dispose();
        _listeners.ForEach(static listener => listener.Dispose());
        Abort(static _ => true);
        _certificate?.Dispose();
    }

    private Task EndedAsync() => Task.WhenAll(_connections.Keys.Select(static connection => connection.Ended));

    private int Abort(Func<Connection, bool> which)
    {
        int aborted = 0;
        foreach (Connection connection in _connections.Keys.Where(which))
        {
            connection.Abort();
            aborted++;
        }

        return aborted;
    }

    private void Accept(Socket socket)
    {
        try
        {
            if (_connections.Count >= options.MaxClients)
            {
                TurnAway(socket);
                return;
            }

            Transport transport = _tls is null ? new SocketTransport(socket) : new TlsTransport(socket, _tls);
            _ = ServeAsync(new Connection(server.Clients.NextId(), _state, transport));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
        {
            // It has gone before it was there.
            socket.Dispose();
        }
    }

    private async Task ServeAsync(Connection connection)
    {
        _connections[connection] = true;
        server.Clients.Add(connection);
        await connection.RunAsync().ConfigureAwait(false);
        server.Clients.Remove(connection);
        _connections.TryRemove(connection, out _);
    }

    private void TurnAway(Socket socket)
    {
        server.Clients.NoteRejected();
        server.Logger.TooManyClients(options.MaxClients);
        if (_tls is null)
        {
            socket.Blocking = false;
            socket.Send("-ERR max number of clients reached\r\n"u8, SocketFlags.None, out _);
            SocketSetup.TryShutdown(socket, SocketShutdown.Send);
            SocketSetup.Drain(socket);
        }

        socket.Dispose();
    }
}
