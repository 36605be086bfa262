using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>What one process of several has: an engine over a store, with a network to the server of its own.</summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    private static readonly ModelSignature s_signature = new(
        [new TensorSpec("x", TensorDataType.Int64, new ShapePattern([-1, 1])), new TensorSpec("tally", TensorDataType.Int64, new ShapePattern([-1, 2]))],
        [new TensorSpec("next", TensorDataType.Int64, new ShapePattern([-1, 2]))]);

    private int _runs;

    private StoreProcess(TcpProxy proxy, RedisTensorStore store, RedisAiEngine engine) => (Proxy, Store, Engine) = (proxy, store, engine);

    public TcpProxy Proxy { get; }

    public RedisTensorStore Store { get; }

    public RedisAiEngine Engine { get; }

    public SessionLeases Leases => ((SharedStates)Store.States).Leases;

    /// <summary>Gets or sets what each run of a model does first.</summary>
    public Action<string>? Running { get; set; }

    /// <summary>Gets how many runs have begun.</summary>
    public int Runs => Volatile.Read(ref _runs);

    /// <summary>Starts a process with the models <c>m</c> and <c>n</c>, which count the steps of a session and add up what they are given.</summary>
    /// <param name="server">The server.</param>
    /// <param name="address">The address of the process.</param>
    /// <param name="configure">Changes the settings: a lease of a second, written through.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="model">Changes the models' settings.</param>
    public static async Task<StoreProcess> StartAsync(
        RedisServer server, string address, Action<RedisStoreOptions>? configure = null, TimeProvider? time = null, Action<RedisAiOptions, ModelOptions>? model = null)
    {
        TcpProxy proxy = new(server.Port);
        RedisStoreOptions options = new()
        {
            Configuration = proxy.Address,
            Address = address,
            LeaseTime = TimeSpan.FromSeconds(1),
            CommandTimeout = Eventually.Limit,
            Writes = RedisWriteMode.WriteThrough,
        };
        configure?.Invoke(options);
        RedisTensorStore store = new(options);
        RedisAiOptions engineOptions = new() { SharedStore = store };
        ModelOptions[] models = [Options(), Options()];
        model?.Invoke(engineOptions, models[0]);
        StoreProcess process = new(proxy, store, new RedisAiEngine(engineOptions, [], time));
        await process.Engine.Models.StoreAsync("m", process.Source("m"), models[0]);
        await process.Engine.Models.StoreAsync("n", process.Source("n"), models[1]);
        return process;
    }

    /// <summary>Makes a step of a session.</summary>
    public async Task<Tally> AddAsync(string session, long x, string model = "m", TimeSpan? timeout = null)
    {
        using AiTensor input = AiTensor.Create<long>([1, 1], [x]);
        using ModelResult result = await Engine.Models[model].RunAsync([input], new InferenceOptions { Session = session, Timeout = timeout });
        return new Tally(result.AsSpan<long>(0)[0], result.AsSpan<long>(0)[1]);
    }

    /// <summary>Makes a step of a session, again and again while it is told that the session has moved.</summary>
    public async Task<Tally> AddSurelyAsync(string session, long x, string model = "m")
    {
        while (true)
        {
            try
            {
                return await AddAsync(session, x, model);
            }
            catch (SessionMovedException)
            {
                // It was not applied.
            }
        }
    }

    /// <summary>Takes its network away, as though it were dead.</summary>
    public void CutOff()
    {
        Proxy.RefusesConnections = true;
        Proxy.Block();
        Proxy.Cut();
    }

    /// <summary>Gives the network back.</summary>
    public void Restore()
    {
        Proxy.RefusesConnections = false;
        Proxy.Unblock();
    }

    public async ValueTask DisposeAsync()
    {
        Restore();
        await Engine.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    private static ModelOptions Options() => new() { WarmUp = false, States = { new ModelState("tally", "next") } };

    private ModelSource Source(string name) => ModelSource.FromFunction(s_signature, inputs =>
    {
        Interlocked.Increment(ref _runs);
        Running?.Invoke(name);
        ReadOnlySpan<long> added = inputs[0].AsSpan<long>();
        long[] tally = inputs[1].AsSpan<long>().ToArray();
        for (int row = 0; row < added.Length; row++)
        {
            tally[2 * row]++;
            tally[(2 * row) + 1] += added[row];
        }

        return [AiTensor.Create<long>([added.Length, 2], tally)];
    });
}
