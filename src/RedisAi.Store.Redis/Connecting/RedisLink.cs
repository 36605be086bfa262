using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>The client with its connections: made in the background, for as long as it takes, and told of when one is lost or there again.</summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _closing = new();
    private readonly ConfigurationOptions _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task<ConnectionMultiplexer> _connecting;
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile bool _isCluster;
    private volatile bool _isKnown;
    private volatile bool _isClosed;
    private int _isReconfiguring;

    public RedisLink(ConfigurationOptions configuration, TimeProvider time, ILogger logger)
    {
        _configuration = configuration;
        _time = time;
        _logger = logger;
        Name = RedisConfiguration.NameOf(configuration);
        _connecting = Task.Run(ConnectAsync);
    }

#pragma warning disable MA0046 // What has happened, and not to whom, is all that listeners need to know.
    /// <summary>A connection was lost.</summary>
    public event Action? Lost;

    /// <summary>A connection is there, for the first time or again, or the servers have other parts to play.</summary>
    public event Action? Changed;
#pragma warning restore MA0046

    public string Name { get; }

    public string ClientName => _configuration.ClientName!;

    public bool IsCluster => _isCluster;

    /// <summary>Whether a server was reached, so that <see cref="IsCluster"/> says what is the case.</summary>
    public bool IsKnown => _isKnown;

    public bool IsClosed => _isClosed;

    /// <summary>The client, once it has tried to connect.</summary>
    public ConnectionMultiplexer? Multiplexer => _multiplexer;

    /// <summary>Waits until the client has tried to connect.</summary>
    /// <exception cref="TimeoutException">It has not, so long.</exception>
    /// <exception cref="ObjectDisposedException">The link was closed.</exception>
    public async ValueTask<ConnectionMultiplexer> GetAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_multiplexer is { } multiplexer)
        {
            return multiplexer;
        }

        try
        {
            return await _connecting.WaitAsync(timeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (_isClosed)
        {
            throw new ObjectDisposedException($"{Name} was closed.", error);
        }
    }

    /// <summary>Looks what kind of servers there are.</summary>
    public void Look()
    {
        IServer[] servers = _multiplexer is { } multiplexer ? [.. multiplexer.GetServers().Where(static server => server.IsConnected)] : [];
        if (servers.Any(static server => server.ServerType == ServerType.Cluster))
        {
            _isCluster = true;
        }

        if (servers.Length > 0)
        {
            _isKnown = true;
        }
    }

    /// <summary>Has the client look which server is the master. One look at a time.</summary>
    public void Reconfigure()
    {
        if (_multiplexer is { } multiplexer && Interlocked.Exchange(ref _isReconfiguring, 1) == 0)
        {
            _ = ReconfigureAsync(multiplexer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _closing.CancelAsync().ConfigureAwait(false);
        await ((Task)_connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_multiplexer is { } multiplexer)
        {
            multiplexer.ConnectionFailed -= OnFailed;
            multiplexer.ConnectionRestored -= OnRestored;
            multiplexer.ConfigurationChanged -= OnConfigured;
            // What has not been answered by now is nobody's any more: a server that says nothing does not hold up the end.
            await multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            await multiplexer.DisposeAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        while (true)
        {
            _closing.Token.ThrowIfCancellationRequested();
            try
            {
                ConnectionMultiplexer multiplexer = await ConnectionMultiplexer.ConnectAsync(_configuration).ConfigureAwait(false);
                multiplexer.ConnectionFailed += OnFailed;
                multiplexer.ConnectionRestored += OnRestored;
                multiplexer.ConfigurationChanged += OnConfigured;
                _multiplexer = multiplexer;
                Look();
                Changed?.Invoke();
                return multiplexer;
            }
            catch (Exception error) when (RedisErrors.IsOurs(error))
            {
                // Sentinels that are not there, or do not know the master: the client does not try that again itself.
                _logger.NotReached(error, Name);
            }

            await Task.Delay(s_retryInterval, _time, _closing.Token).ConfigureAwait(false);
        }
    }

    private async Task ReconfigureAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.ConfigureAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (RedisErrors.IsOurs(error) || error is ObjectDisposedException)
        {
            // The next command that is refused asks again.
        }
        finally
        {
            Volatile.Write(ref _isReconfiguring, 0);
        }
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs lost)
    {
        _logger.ConnectionLost(lost.ConnectionType.ToString(), Name, EndPointName.Of(lost.EndPoint), lost.Exception?.Message ?? lost.FailureType.ToString());
        Lost?.Invoke();
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        _logger.ConnectionRestored(restored.ConnectionType.ToString(), Name, EndPointName.Of(restored.EndPoint));
        OnConfigured(sender, restored);
    }

    private void OnConfigured(object? sender, EventArgs change)
    {
        Look();
        Changed?.Invoke();
    }
}
