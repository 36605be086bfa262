using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>The connections of a process to the servers of a store: scripts, commands, channels, each within a deadline and with errors that callers know.</summary>
/// <remarks>
/// The client holds one connection for commands and one for channels to each server, and sends what many threads ask for one behind the other without waiting for answers.
/// It follows masters as sentinels and clusters change them. All members may be called from several threads at once.
/// </remarks>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(250);

    private readonly RedisLink _link;
    private readonly ReplicatedWrites _replicated;

    private RedisConnection(RedisStoreOptions options, TimeProvider time, ILogger logger)
    {
        Options = options.Copy();
        _replicated = new ReplicatedWrites(Options, time);
        Names = new KeyNames(options.KeyPrefix);
        Time = time;
        Logger = logger;
        OwnerId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Address = options.Address ?? $"{Environment.MachineName}:{Environment.ProcessId}";
        _link = new RedisLink(RedisConfiguration.Of(options, OwnerId), time, logger);
    }

#pragma warning disable MA0046 // What has happened, and not to whom, is all that listeners need to know.
    /// <summary>A connection was lost: what was read by it may be stale, and nobody tells.</summary>
    public event Action? Disconnected
    {
        add => _link.Lost += value;
        remove => _link.Lost -= value;
    }

    /// <summary>A connection is there, for the first time or again, or masters have changed: what was cached may be stale, and messages may have been missed.</summary>
    public event Action? Reconnected
    {
        add => _link.Changed += value;
        remove => _link.Changed -= value;
    }
#pragma warning restore MA0046

    public RedisStoreOptions Options { get; }

    public KeyNames Names { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    /// <summary>By what this process is known in leases: 128 random bits.</summary>
    public string OwnerId { get; }

    /// <summary>Where this process is, for load balancers and people.</summary>
    public string Address { get; }

    /// <summary>What messages call the store: its servers, without passwords.</summary>
    public string Name => _link.Name;

    /// <summary>The name of the connections in the server's list of clients.</summary>
    public string ClientName => _link.ClientName;

    /// <summary>Whether the servers are a cluster, as far as any was reached yet; <see cref="IsClusterAsync"/> waits for that.</summary>
    public bool IsCluster => _link.IsCluster;

    /// <summary>Waits, the first time, until the client has tried to connect.</summary>
    public IDatabase Database => Ready().GetDatabase();

    public ISubscriber Subscriber => Ready().GetSubscriber();

    /// <summary>The servers that are masters, as far as the client knows, and can be reached now; more than one of a cluster. A replica that the client takes for a master may be among them.</summary>
    public IServer[] Masters => _link.Multiplexer is { } multiplexer ? [.. multiplexer.GetServers().Where(static server => server.IsConnected && !server.IsReplica)] : [];

    /// <summary>The slot of a cluster in which a key is.</summary>
    public int SlotOf(RedisKey key) => Ready().GetHashSlot(key);

    /// <summary>Connects in the background: a server that is not there yet is no error before something is asked of it.</summary>
    public static RedisConnection Create(RedisStoreOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        return new RedisConnection(options, time, logger);
    }

    /// <summary>Whether the servers are a cluster, for which, the first time, one must be reached.</summary>
    /// <exception cref="SharedStoreException">None was reached within <see cref="RedisStoreOptions.CommandTimeout"/>.</exception>
    public async ValueTask<bool> IsClusterAsync()
    {
        if (!_link.IsKnown)
        {
            await TryAsync(static database => database.PingAsync()).ConfigureAwait(false);
            _link.Look();
        }

        return _link.IsCluster;
    }

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">The keys that it uses, all in one slot.</param>
    /// <param name="arguments">What else it needs.</param>
    /// <param name="cancellationToken">Ends the wait, not the script.</param>
    /// <exception cref="SharedStoreException">It could not be run within <see cref="RedisStoreOptions.CommandTimeout"/>, or was refused.</exception>
    public Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken = default) =>
        AttemptAsync(script.IsRepeatable, multiplexer => EvaluateAsync(multiplexer, script, keys, arguments), cancellationToken);

    /// <summary>Runs a script and, behind it, waits until <see cref="RedisStoreOptions.Replicas"/> have what it wrote.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">The keys that it uses, all in one slot.</param>
    /// <param name="arguments">What else it needs.</param>
    /// <param name="waitForReplicas">False for <see cref="RunAsync(RedisScript, RedisKey[], RedisValue[], CancellationToken)"/>; so it is where no replicas are asked for.</param>
    /// <param name="cancellationToken">Ends the wait, not the script.</param>
    /// <exception cref="SharedStoreException">It could not be run, or too few replicas have it in time; then the master has it, and it may be lost with it.</exception>
    public Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, bool waitForReplicas, CancellationToken cancellationToken = default) =>
        waitForReplicas && Options.Replicas > 0
            ? AttemptAsync(script.IsRepeatable, multiplexer => EvaluateAndWaitAsync(multiplexer, script, keys, arguments), cancellationToken)
            : RunAsync(script, keys, arguments, cancellationToken);

    /// <summary>Runs a script, and blocks until it is done.</summary>
    /// <exception cref="SharedStoreException">As <see cref="RunAsync(RedisScript, RedisKey[], RedisValue[], CancellationToken)"/>.</exception>
    public RedisResult Run(RedisScript script, RedisKey[] keys, RedisValue[] arguments) => RunAsync(script, keys, arguments).GetAwaiter().GetResult();

    /// <summary>Runs a command that may be run twice.</summary>
    /// <exception cref="SharedStoreException">It could not be run within <see cref="RedisStoreOptions.CommandTimeout"/>, or was refused.</exception>
    public Task<T> TryAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken = default) =>
        AttemptAsync(isRepeatable: true, multiplexer => command(multiplexer.GetDatabase()), cancellationToken);

    /// <summary>Runs a command that must not be run twice: it is tried again only where it surely was not run.</summary>
    /// <exception cref="SharedStoreException">It could not be run within <see cref="RedisStoreOptions.CommandTimeout"/>, was refused, or it is not known.</exception>
    public Task<T> TryOnceAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken = default) =>
        AttemptAsync(isRepeatable: false, multiplexer => command(multiplexer.GetDatabase()), cancellationToken);

    /// <summary>Sends a message to all who listen now.</summary>
    public Task PublishAsync(string channel, RedisValue message) =>
        AttemptAsync(isRepeatable: true, multiplexer => multiplexer.GetSubscriber().PublishAsync(RedisChannel.Literal(channel), message), CancellationToken.None);

    /// <summary>Listens to a channel, from when it is connected until what this returns is disposed. Messages sent meanwhile are missed: see <see cref="Reconnected"/>.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">Called by threads of the pool, several at once; quick.</param>
    public IDisposable Subscribe(string channel, Action<RedisValue> onMessage)
    {
        RedisSubscription subscription = new(this, channel, onMessage);
        _ = WhenReadyAsync(multiplexer => multiplexer.GetSubscriber().SubscribeAsync(subscription.Channel, subscription.Receive));
        return subscription;
    }

    /// <summary>What a caller gets of an error; errors of other kinds stay what they are.</summary>
    public Exception Map(Exception error) => Map(error, mayBeDone: false);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    internal void Unsubscribe(RedisSubscription subscription) =>
        _ = WhenReadyAsync(multiplexer => multiplexer.GetSubscriber().UnsubscribeAsync(subscription.Channel, subscription.Receive, CommandFlags.FireAndForget));

    internal static async Task<RedisResult> EvaluateAsync(ConnectionMultiplexer multiplexer, RedisScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        IDatabase database = multiplexer.GetDatabase();
        try
        {
            return await database.ScriptEvaluateAsync(script.Sha, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (RedisErrors.IsMissingScript(error))
        {
            // A server that is new, or was started again. It keeps what it is sent.
            return await database.ScriptEvaluateAsync(script.Text, keys, arguments, CommandFlags.NoScriptCache).ConfigureAwait(false);
        }
    }

    private async Task<RedisResult> EvaluateAndWaitAsync(ConnectionMultiplexer multiplexer, RedisScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        (RedisResult result, long replicas) = await _replicated.RunAsync(multiplexer, script, keys, arguments).ConfigureAwait(false);
        return replicas >= Options.Replicas
            ? result
            : throw new SharedStoreException(Name, $"{Name} has written, but {replicas} of {Options.Replicas} replicas had it within {Options.ReplicaTimeout.TotalMilliseconds:F0} ms.");
    }

    private async Task<T> AttemptAsync<T>(bool isRepeatable, Func<ConnectionMultiplexer, Task<T>> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long start = Time.GetTimestamp();
        TimeSpan pause = s_firstPause;
        while (true)
        {
            try
            {
                ConnectionMultiplexer multiplexer = await _link.GetAsync(Left(start), cancellationToken).ConfigureAwait(false);
                return await WaitAsync(command(multiplexer), Left(start), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (RedisErrors.IsPassing(error) && (isRepeatable || RedisErrors.IsSurelyUndone(error)) && Left(start) > pause && !_link.IsClosed)
            {
                if (RedisErrors.IsReplicaNow(error))
                {
                    _link.Reconfigure();
                }
            }
            catch (Exception error) when (RedisErrors.IsOurs(error))
            {
                throw Map(error, mayBeDone: !isRepeatable);
            }

            await Task.Delay(pause, Time, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, s_longestPause.Ticks));
        }
    }

    /// <summary>Waits for what was sent. The client's own limit is looked at about once in a second, which is late.</summary>
    private async Task<T> WaitAsync<T>(Task<T> running, TimeSpan left, CancellationToken cancellationToken)
    {
        try
        {
            return await running.WaitAsync(left, Time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            running.Observe();
        }
    }

    private async Task WhenReadyAsync(Func<ConnectionMultiplexer, Task> action)
    {
        try
        {
            await action(await _link.GetAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception error) when (RedisErrors.IsOurs(error) || error is ObjectDisposedException)
        {
            // The client has noted what was asked for, and does it when a server is there.
        }
    }

    private TimeSpan Left(long start)
    {
        TimeSpan left = Options.CommandTimeout - Time.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Exception Map(Exception error, bool mayBeDone) =>
        _link.IsClosed && error is RedisConnectionException ? new ObjectDisposedException($"{Name} was closed.", error) : RedisErrors.Map(error, Name, Options.CommandTimeout, mayBeDone);

    private ConnectionMultiplexer Ready()
    {
        if (_link.Multiplexer is { } multiplexer)
        {
            return multiplexer;
        }

        try
        {
            return _link.GetAsync(Options.CommandTimeout, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (TimeoutException error)
        {
            throw Map(error);
        }
    }
}
