using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Copies of an application that share a Redis, each with an engine and connections of its own, and callers that use them without a rest.</summary>
internal sealed class Copies : IAsyncDisposable
{
    private const int Sessions = 8;
    private const int Tensors = 4;

    /// <summary>What the machine adds to deadlines.</summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(14);

    /// <summary>A first connection takes seconds where cores are busy.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly RedisAiEngine[] _engines;
    private readonly TimeSpan _longest;

    private Copies(RedisAiEngine[] engines, IModel[] models, TimeSpan longest)
    {
        _engines = engines;
        _longest = longest;
        Steps = new SessionLoad(models, Sessions, Tally);
        Writes = new TensorLoad([.. engines.Select(static engine => engine.Tensors)], Tensors, Tally);
    }

    public IReadOnlyList<RedisAiEngine> Engines => _engines;

    public Tally Tally { get; } = new();

    /// <summary>Gets the callers that take steps of sessions.</summary>
    public SessionLoad Steps { get; }

    /// <summary>Gets the callers that write tensors.</summary>
    public TensorLoad Writes { get; }

    /// <summary>Starts copies with deadlines short enough for tests, which publish each step before they answer it.</summary>
    /// <param name="configurations">How each finds Redis.</param>
    /// <param name="configure">What else is to be different.</param>
    public static async Task<Copies> StartAsync(IReadOnlyList<string> configurations, Action<RedisStoreOptions>? configure = null)
    {
        List<RedisAiEngine> engines = [];
        try
        {
            List<IModel> models = [];
            TimeSpan longest = default;
            foreach (string configuration in configurations)
            {
                RedisStoreOptions options = new()
                {
                    Configuration = configuration,
                    Address = $"copy {engines.Count}",
                    Writes = RedisWriteMode.WriteThrough,
                    LeaseTime = TimeSpan.FromSeconds(2),
                    SessionTimeout = TimeSpan.FromSeconds(4),
                    CommandTimeout = TimeSpan.FromSeconds(2),
                    ReplicaTimeout = TimeSpan.FromMilliseconds(500),
                };
                configure?.Invoke(options);
                longest = options.SessionTimeout + options.CommandTimeout + s_slack;
                engines.Add(new RedisAiEngine(new RedisAiOptions { SharedStore = new RedisTensorStore(options) }, []));
                await ReachesAsync(engines[^1]);
                models.Add(await ChainModel.StoreAsync(engines[^1]));
            }

            return new Copies([.. engines], [.. models], longest);
        }
        catch
        {
            foreach (RedisAiEngine engine in engines)
            {
                await engine.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Lets callers work, makes trouble, waits until everybody is served again, and lets them end.</summary>
    public async Task UnderLoadAsync(Func<Task> trouble)
    {
        using CancellationTokenSource stop = new();
        Task load = Task.WhenAll(Steps.RunAsync(stop.Token), Writes.RunAsync(stop.Token));
        try
        {
            await Steps.ServedAsync();
            Steps.IsTrouble = true;
            await trouble();
            Steps.IsTrouble = false;
            await Steps.ServedAsync();
            await Writes.ServedAsync();
        }
        finally
        {
            await stop.CancelAsync();
            await load;
        }
    }

    /// <summary>Compares what Redis has with what callers were told, while nobody calls; then each session goes on with the next copy.</summary>
    /// <param name="serverOf">The server that has a key.</param>
    public async Task CheckAsync(Func<string, RedisServer> serverOf)
    {
        Steps.Compare(serverOf);
        Writes.Compare(serverOf);
        await Steps.MoveAllAsync();
        AssertFaultless();
    }

    /// <summary>Deadlines that busy cores do not pass: for copies of which no call is to fail.</summary>
    public static void BePatient(RedisStoreOptions options) => (options.LeaseTime, options.SessionTimeout, options.CommandTimeout, options.ReplicaTimeout) =
        (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(8));

    /// <summary>Nothing has happened that must not happen. Whatever is longer than a deadline for the session and one for the command hangs.</summary>
    public void AssertFaultless()
    {
        Assert.True(Tally.Faults.Count == 0 && Tally.Lost == 0, $"{Tally}\n{string.Join('\n', Tally.Faults.Take(20))}");
        Assert.True(Tally.Longest < _longest, $"A call took {Tally.Longest}: {Tally}");
    }

    /// <summary>Waits until an engine has reached the servers.</summary>
    private static async Task ReachesAsync(RedisAiEngine engine)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                (await engine.Tensors.GetAsync("none"))?.Dispose();
                return;
            }
            catch (SharedStoreException) when (TimeProvider.System.GetElapsedTime(started) < s_patience)
            {
                // Not yet.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisAiEngine engine in _engines)
        {
            await engine.DisposeAsync();
        }
    }
}
