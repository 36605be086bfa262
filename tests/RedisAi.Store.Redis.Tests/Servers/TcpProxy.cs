using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>A network between a client and a server on this machine that can be slow, silent or cut.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<ProxyConnection, Task> _connections = new();
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _refuses;

    /// <param name="target">The port of the server.</param>
    public TcpProxy(int target)
    {
        _target = target;
        Port = LoopbackPorts.Next();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Gets the port that clients connect to.</summary>
    public int Port { get; }

    /// <summary>Gets "127.0.0.1:port".</summary>
    public string Address => $"127.0.0.1:{Port}";

    public ProxyDirection ToServer { get; } = new();

    public ProxyDirection ToClient { get; } = new();

    /// <summary>Gets how many connections are open.</summary>
    public int Connections => _connections.Count;

    /// <summary>Gets or sets whether new connections are closed at once.</summary>
    public bool RefusesConnections
    {
        get => _refuses;
        set => _refuses = value;
    }

    /// <summary>Resets all connections. New ones are taken.</summary>
    public void Cut()
    {
        foreach (ProxyConnection connection in _connections.Keys)
        {
            connection.Dispose();
        }
    }

    /// <summary>Lets nothing pass in either direction; connections stay open, and new ones are taken.</summary>
    public void Block()
    {
        ToServer.Block();
        ToClient.Block();
    }

    /// <summary>Lets everything pass again, with what was held back.</summary>
    public void Unblock()
    {
        ToServer.Unblock();
        ToClient.Unblock();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Cut();
        await Task.WhenAll(_connections.Values);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_end.Token);
                ProxyConnection connection = new(client);
                if (_refuses)
                {
                    connection.Dispose();
                    continue;
                }

                TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _connections[connection] = done.Task;
                _ = ServeAsync(connection, done);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(ProxyConnection connection, TaskCompletionSource done)
    {
        await connection.RunAsync(_target, ToServer, ToClient, _end.Token);
        _connections.TryRemove(connection, out _);
        done.SetResult();
    }
}
