using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RedisAi.Server.Commands;
using RedisAi.Server.Hosting;
using RedisAi.Server.Saving;
using RedisAi.Testing;

namespace RedisAi.Server.Tests;

/// <summary>An endpoint with stand-in commands at a free port.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly RespEndpoint _endpoint;
    private readonly RespEndpointOptions _options;

    public TestServer(Action<RespEndpointOptions>? configure = null, TimeProvider? time = null, ISaver? saver = null, IServerProcess? process = null)
    {
        _options = new RespEndpointOptions { Port = 0 };
        configure?.Invoke(_options);
        Assert.Null(RespEndpointOptionsValidator.FirstError(_options));
        State = new ServerState(
            time ?? TimeProvider.System, Log.CreateLogger("RedisAi"), Keys, saver, process, server => new CommandTable([.. OwnCommands.All(server), .. Keys.Commands]), []);
        _endpoint = new RespEndpoint(_options, State);
        _endpoint.Start();
    }

    public StandInKeys Keys { get; } = new();

    public RecordedLog Log { get; } = new(LogLevel.Debug);

    public ServerState State { get; }

    public RespEndpoint Endpoint => _endpoint;

    public int Port => _endpoint.Port;

    public EndPoint Address => _options.UnixSocketPath is { } path ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Loopback, Port);

    public RespClient Connect() => new(Address);

    /// <summary>Connects a client for which the system keeps no more than so many bytes, about, that it has not read.</summary>
    public RespClient Connect(int receiveBytes) => new(Address, receiveBytes);

    public Task StopAsync(CancellationToken cancellationToken = default) => _endpoint.StopAsync(cancellationToken);

    /// <summary>Disconnects everybody, and waits until nothing of them is left.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] ended = [.. State.Clients.All.Select(static connection => connection.Ended)];
        _endpoint.Dispose();
        await Eventually.EndsAsync(Task.WhenAll(ended));
        Assert.Equal(0, _endpoint.State.Memory.Taken);
        Assert.Equal(0, _endpoint.State.Ahead.Taken);
        Assert.Equal(0, Keys.WatchCount);
        Keys.Dispose();
    }
}
