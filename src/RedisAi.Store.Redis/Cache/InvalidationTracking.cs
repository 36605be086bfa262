using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Has the servers tell of writes to what this process has read, and takes that out of the local cache.</summary>
/// <remarks>
/// The server notes what a connection reads, and sends the names of keys that others write to the channel <c>__redis__:invalidate</c> of another connection. All that ends with
/// either connection. So whatever happens to one ends the era of the cache, and a new one begins when all masters are asked again. Each second it is looked whether they still are.
/// </remarks>
internal sealed class InvalidationTracking : IAsyncDisposable
{
    private const string Channel = "__redis__:invalidate";

    private static readonly TimeSpan s_checkInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly RedisConnection _connection;
    private readonly TensorCache _cache;
    private IDisposable? _subscription;
    private Task _following = Task.CompletedTask;
    private TrackedServer[] _servers = [];
    private TaskCompletionSource _woken = NewWakeUp();
    private long _changes;
    private bool _isRefused;

    public InvalidationTracking(RedisConnection connection, TensorCache cache)
    {
        _connection = connection;
        _cache = cache;
    }

    /// <summary>Begins, in the background.</summary>
    public void Start()
    {
        _subscription = _connection.Subscribe(Channel, Invalidate);
        _connection.Disconnected += OnChange;
        _connection.Reconnected += OnChange;
        _following = FollowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Disconnected -= OnChange;
        _connection.Reconnected -= OnChange;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _subscription?.Dispose();
        _closing.Dispose();
    }

    private void Invalidate(RedisValue message)
    {
        if (message.IsNull)
        {
            // The database was flushed.
            _cache.Clear();
        }
        else if (_connection.Names.EngineKeyOf((byte[]?)message) is { } key)
        {
            _cache.Drop(key);
        }
    }

    /// <summary>Ends the era, at once: what is heard from now on may not be all.</summary>
    private void OnChange()
    {
        lock (_lock)
        {
            _changes++;
            _cache.Distrust();
            _servers = [];
            _isRefused = false;
        }

        Interlocked.Exchange(ref _woken, NewWakeUp()).TrySetResult();
    }

    private async Task FollowAsync()
    {
        CancellationToken closing = _closing.Token;
        while (!closing.IsCancellationRequested)
        {
            Task woken = Volatile.Read(ref _woken).Task;
            TimeSpan pause = await StepAsync(closing).ConfigureAwait(false);
            try
            {
                await woken.WaitAsync(pause, _connection.Time, closing).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The next look.
            }
        }
    }

    private async Task<TimeSpan> StepAsync(CancellationToken closing)
    {
        try
        {
            if (_servers.Length == 0)
            {
                return await StartEraAsync(closing).ConfigureAwait(false) ? s_checkInterval : _isRefused ? Timeout.InfiniteTimeSpan : s_retryInterval;
            }

            if (!await AreSoundAsync(closing).ConfigureAwait(false))
            {
                OnChange();
            }

            return s_checkInterval;
        }
        catch (Exception error) when (error is RedisServerException or RedisCommandException && !RedisErrors.IsPassing(error))
        {
            _isRefused = true;
            _connection.Logger.NotTold(_connection.Name, error.Message);
            return Timeout.InfiniteTimeSpan;
        }
        catch (Exception error) when (RedisErrors.IsOurs(error))
        {
            if (_cache.IsTold)
            {
                _connection.Logger.NotAnswered(_connection.Name);
                OnChange();
            }

            return s_retryInterval;
        }
    }

    private async Task<bool> StartEraAsync(CancellationToken closing)
    {
        long changes = Volatile.Read(ref _changes);
        List<TrackedServer> servers = [];
        foreach (IServer master in _connection.Masters)
        {
            if (await TrackedServer.StartAsync(master, _connection.ClientName).WaitAsync(s_checkInterval, _connection.Time, closing).ConfigureAwait(false) is not { } server)
            {
                return false;
            }

            servers.Add(server);
        }

        if (servers.Count == 0)
        {
            return false;
        }

        lock (_lock)
        {
            if (changes != _changes)
            {
                return false;
            }

            _servers = [.. servers];
            _cache.Trust();
        }

        _connection.Logger.Told(_connection.Name, servers.Count);
        return true;
    }

    /// <summary>Whether the masters are the same still, and all of them tell.</summary>
    private async Task<bool> AreSoundAsync(CancellationToken closing)
    {
        TrackedServer[] servers = _servers;
        if (!servers.Select(static server => server.EndPoint).ToHashSet().SetEquals(_connection.Masters.Select(static master => master.EndPoint)))
        {
            return false;
        }

        bool[] sound = await Task.WhenAll(servers.Select(static server => server.IsSoundAsync())).WaitAsync(s_checkInterval, _connection.Time, closing).ConfigureAwait(false);
        return sound.All(static one => one);
    }

    private static TaskCompletionSource NewWakeUp() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
