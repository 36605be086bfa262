using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;

namespace RedisAi.Tests.Batching;

/// <summary>An engine on virtual time with one model, <c>y = 2 x + 1</c> on rows of any one length, that runs only when the test says so.</summary>
/// <remarks>As a rule a run takes 2 ms and a bit for each row, so that calls wait for a thread: <see cref="Threads"/>.</remarks>
internal sealed class SimulatedModel : IAsyncDisposable
{
    /// <summary>A run with it fails.</summary>
    public const long Poison = 666;

    private readonly List<long[]> _runs = [];
    private bool _isLoaded;

    private SimulatedModel(bool isPure, bool prefersFewSizes, int cores, RedisAiOptions options, double runsFor)
    {
        Cost = rows => TimeSpan.FromMicroseconds((1_000 * runsFor) + rows);
        Threads = new StepThreads { CoreCount = cores };
        ModelSignature signature = new([Specs.Of("x", TensorDataType.Int64, "batch", -1)], [Specs.Of("y", TensorDataType.Int64, "batch", -1)]);
        Backend = new SimulatedBackend(signature, Run) { IsPure = isPure, PrefersFewBatchSizes = prefersFewSizes };
        Engine = new RedisAiEngine(options, [Backend], keyspace: null, Time, loggerFactory: null, meterFactory: null, Threads);
    }

    public ManualTimeProvider Time { get; } = new();

    public StepThreads Threads { get; }

    public SimulatedBackend Backend { get; }

    public RedisAiEngine Engine { get; }

    public IModel Model => Engine.Models["m"];

    /// <summary>The first number of each row of each run since the model was loaded.</summary>
    public IReadOnlyList<long[]> Runs => _runs;

    /// <summary>What a run takes.</summary>
    public Func<int, TimeSpan> Cost { get; set; }

    /// <summary>Called within a run, before its time passes.</summary>
    public Action<SimulatedExecution>? Running { get; set; }

    /// <param name="options">The model's options.</param>
    /// <param name="isPure">Whether runs may be repeated.</param>
    /// <param name="prefersFewSizes">Whether the backend wants few numbers of rows.</param>
    /// <param name="cores">How many runs there may be at once.</param>
    /// <param name="engineOptions">The engine's options.</param>
    /// <param name="runsFor">How many milliseconds a run takes without rows; less than one for a model that callers run themselves.</param>
    public static async Task<SimulatedModel> CreateAsync(
        ModelOptions? options = null, bool isPure = true, bool prefersFewSizes = false, int cores = 1, RedisAiOptions? engineOptions = null, double runsFor = 2)
    {
        SimulatedModel model = new(isPure, prefersFewSizes, cores, engineOptions ?? new RedisAiOptions(), runsFor);
        await model.Engine.Models.StoreAsync("m", SimulatedBackend.Source, options);
        model._isLoaded = true;
        return model;
    }

    /// <summary>Calls the model with rows of one number each.</summary>
    public Task<long[]> CallAsync(params long[] rows) => CallAsync(rows, null);

    /// <summary>Calls the model with rows of one number each.</summary>
    public async Task<long[]> CallAsync(long[] rows, InferenceOptions? options, CancellationToken cancellationToken = default)
    {
        using AiTensor x = AiTensor.Create<long>([rows.Length, 1], rows);
        using ModelResult result = await Model.RunAsync([x], options, cancellationToken).ConfigureAwait(false);
        return result.AsSpan<long>(0).ToArray();
    }

    /// <summary>Calls the model with one row.</summary>
    public async Task<long[]> CallRowAsync(params long[] row)
    {
        using AiTensor x = AiTensor.Create<long>([1, row.Length], row);
        using ModelResult result = await Model.RunAsync([x]).ConfigureAwait(false);
        return result.AsSpan<long>(0).ToArray();
    }

    /// <summary>Calls the model with one row, and tells how long to wait if it is refused.</summary>
    public async Task<TimeSpan?> TryCallAsync(long row, InferenceOptions? options = null)
    {
        using AiTensor x = AiTensor.Create<long>([1, 1], [row]);
        InferenceAttempt attempt = await Model.TryRunAsync([x], options).ConfigureAwait(false);
        if (!attempt.Accepted)
        {
            return attempt.RetryAfter;
        }

        attempt.Result.Dispose();
        return null;
    }

    public static InferenceOptions Within(double milliseconds) => new() { Timeout = TimeSpan.FromMilliseconds(milliseconds) };

    public async ValueTask DisposeAsync()
    {
        Threads.RunAll();
        await Engine.DisposeAsync();
    }

    private unsafe void Run(SimulatedExecution execution, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        int rows = (int)inputs[0].Shape[0];
        ReadOnlySpan<long> x = inputs[0].AsSpan<long>();
        if (_isLoaded)
        {
            long[] firsts = new long[rows];
            for (int row = 0; row < rows; row++)
            {
                firsts[row] = x[row * (x.Length / rows)];
            }

            _runs.Add(firsts);
            Running?.Invoke(execution);
        }

        Time.Advance(Cost(rows));
        execution.ThrowIfStopped();
        if (x.Contains(Poison))
        {
            throw new BackendException(SimulatedBackend.BackendName, nativeCode: 2, "poisoned");
        }

        outputs[0] = TensorValue.Allocate(TensorDataType.Int64, inputs[0].Shape);
        Span<long> y = new((long*)outputs[0].Pointer, x.Length);
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = (2 * x[i]) + 1;
        }
    }
}
