using RedisAi.Testing;

namespace RedisAi.Tests.Sharing;

/// <summary>Engines in one process that share a server, as processes do.</summary>
internal sealed class SharingLife : IAsyncDisposable
{
    private readonly List<RedisAiEngine> _engines = [];

    public SharedServer Server { get; init; } = new();

    public ManualTimeProvider Time => Server.Time;

    /// <summary>Called by each run of a model.</summary>
    public Action<string>? Running { get; set; }

    /// <summary>Starts a process that has the models <c>m</c> and <c>n</c>, which add up what they are given.</summary>
    public async Task<RedisAiEngine> StartAsync(FakeSharedStore store, ModelOptions? options = null, TimeSpan? shutdown = null)
    {
        RedisAiEngine engine = new(new RedisAiOptions { SharedStore = store, ShutdownTimeout = shutdown ?? TimeSpan.FromSeconds(10) }, [], Time);
        _engines.Add(engine);
        await engine.Models.StoreAsync("m", Adder("m", scale: 1), options ?? Options());
        await engine.Models.StoreAsync("n", Adder("n", scale: 1), options ?? Options());
        return engine;
    }

    public FakeSharedStore Store(string address) => new(Server, address);

    public static ModelOptions Options() => new() { WarmUp = false, States = { new ModelState("sum", "sumN") } };

    /// <summary>A model that adds what it is given to its state, after it has multiplied that.</summary>
    public ModelSource Adder(string name, float scale) => ModelSource.FromFunction(
        new ModelSignature([Column("x"), Column("sum")], [Column("y"), Column("sumN")]),
        inputs =>
        {
            Running?.Invoke(name);
            float[] sums = [.. inputs[0].ToArray<float>().Zip(inputs[1].ToArray<float>(), (x, sum) => (scale * sum) + x)];
            return [inputs[0], AiTensor.Create<float>([sums.Length, 1], sums)];
        });

    /// <summary>Adds to a session's sum, and lets time pass until that is done.</summary>
    public Task<float> AddAsync(RedisAiEngine engine, string session, float x = 1, string model = "m") => EndAsync(Begin(engine, session, x, model));

    /// <summary>Begins to add to a session's sum, on a thread that may be held.</summary>
    public static Task<float> Begin(
        RedisAiEngine engine, string session, float x = 1, string model = "m", TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => BeginHere(engine, session, x, model, timeout, cancellationToken), CancellationToken.None);

    /// <summary>Begins to add to a session's sum before it returns.</summary>
    public static async Task<float> BeginHere(
        RedisAiEngine engine, string session, float x = 1, string model = "m", TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        using AiTensor one = AiTensor.Create<float>([1, 1], [x]);
        using ModelResult result = await engine.Models[model].RunAsync([one], new InferenceOptions { Session = session, Timeout = timeout }, cancellationToken);
        return result.AsSpan<float>("sumN")[0];
    }

    /// <summary>Lets time pass until a task has ended.</summary>
    public async Task<T> EndAsync<T>(Task<T> task)
    {
        await PassUntilAsync(() => task.IsCompleted);
        return await task;
    }

    /// <inheritdoc cref="EndAsync{T}"/>
    public async Task EndAsync(Task task)
    {
        await PassUntilAsync(() => task.IsCompleted);
        await task;
    }

    /// <summary>Ends a task that fails, and gives its error.</summary>
    public async Task<TError> FailsAsync<TError>(Task task)
        where TError : Exception => await Xunit.Assert.ThrowsAsync<TError>(() => EndAsync(task));

    public async ValueTask DisposeAsync()
    {
        foreach (RedisAiEngine engine in _engines)
        {
            await EndAsync(engine.DisposeAsync().AsTask());
        }

        Server.Dispose();
    }

    private static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));

    private Task PassUntilAsync(Func<bool> condition) => Eventually.HoldsAsync(
        () =>
        {
            bool holds = condition();
            if (!holds)
            {
                Time.Advance(TimeSpan.FromMilliseconds(50));
            }

            return holds;
        },
        "the end of what was begun");
}
