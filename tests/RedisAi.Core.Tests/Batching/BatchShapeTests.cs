using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class BatchShapeTests
{
    [Fact]
    public async Task Call_of_another_shape_does_not_end_somebody_elses_batch()
    {
        await using SimulatedModel model = await SimulatedModel.CreateAsync();
        Task<long[]>[] calls = [model.CallRowAsync(1), model.CallRowAsync(2, 20), model.CallRowAsync(3), model.CallRowAsync(4, 40)];

        model.Threads.RunAll();

        Assert.Equal([[1, 3], [2, 4]], model.Runs);
        Assert.Equal([[3], [5, 41], [7], [9, 81]], await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Calls_with_other_values_of_a_shared_input_do_not_share_a_run()
    {
        List<long> rows = [];
        ModelSignature signature = new([Specs.Floats("x", "batch"), Specs.Floats("scale", 1)], [Specs.Floats("y", "batch")]);
        await using Simulated simulated = await Simulated.CreateAsync(signature, new ModelOptions { SharedInputs = { "scale" } }, (_, inputs, outputs) =>
        {
            rows.Add(inputs[0].Shape[0]);
            outputs[0] = Floats(inputs[0].Shape, [.. inputs[0].AsSpan<float>().ToArray().Select(Scaled(inputs[1].AsSpan<float>()[0]))]);
        });
        using AiTensor once = AiTensor.Create<float>([1], [1]);
        using AiTensor alsoOnce = AiTensor.Create<float>([1], [1]);
        using AiTensor twice = AiTensor.Create<float>([1], [2]);
        using AiTensor three = AiTensor.Create<float>([1], [3]);

        Task<float[]>[] calls = [simulated.CallAsync(three, once), simulated.CallAsync(three, twice), simulated.CallAsync(three, alsoOnce)];
        simulated.Threads.RunAll();

        Assert.Equal([2, 1], rows);
        Assert.Equal([[3], [6], [3]], await Task.WhenAll(calls));

        static Func<float, float> Scaled(float scale) => value => value * scale;
    }

    [Fact]
    public async Task Rows_may_be_on_another_axis_than_the_first()
    {
        ModelSignature signature = new([Specs.Floats("x", 2, "batch")], [Specs.Floats("y", 2, "batch")]);
        await using Simulated simulated = await Simulated.CreateAsync(signature, new ModelOptions(), static (_, inputs, outputs) => outputs[0] = inputs[0].AddReference());
        using AiTensor first = AiTensor.Create<float>([2, 1], [1, 2]);
        using AiTensor second = AiTensor.Create<float>([2, 2], [3, 4, 5, 6]);

        Task<float[]>[] calls = [simulated.CallAsync(first), simulated.CallAsync(second)];
        simulated.Threads.RunAll();

        Assert.Equal([[1, 2], [3, 4, 5, 6]], await Task.WhenAll(calls));
        Assert.Equal(1, simulated.Runs);
    }

    [Fact]
    public async Task Texts_are_joined_and_divided_too()
    {
        ModelSignature signature = new([Specs.Of("x", TensorDataType.String, "batch", -1)], [Specs.Of("y", TensorDataType.String, "batch", -1)]);
        await using Simulated simulated = await Simulated.CreateAsync(signature, new ModelOptions(), static (_, inputs, outputs) => outputs[0] = inputs[0].AddReference());
        using AiTensor first = AiTensor.CreateStrings([1, 2], ["a", "b"]);
        using AiTensor second = AiTensor.CreateStrings([2, 2], ["c", "d", "e", "f"]);

        Task<string[]>[] calls = [TextsAsync(simulated.Model, first), TextsAsync(simulated.Model, second)];
        simulated.Threads.RunAll();

        Assert.Equal([["a", "b"], ["c", "d", "e", "f"]], await Task.WhenAll(calls));
        Assert.Equal(1, simulated.Runs);

        static async Task<string[]> TextsAsync(IModel model, AiTensor x)
        {
            using ModelResult result = await model.RunAsync([x]).ConfigureAwait(false);
            return result[0].AsStrings().ToArray();
        }
    }

    [Fact]
    public async Task Call_with_an_optional_input_does_not_share_a_run_with_one_without()
    {
        TensorSpec optional = new("bias", TensorDataType.Float32, new ShapePattern([-1], ["batch"])) { IsOptional = true };
        ModelSignature signature = new([Specs.Floats("x", "batch"), optional], [Specs.Floats("y", "batch")]);
        await using Simulated simulated = await Simulated.CreateAsync(signature, new ModelOptions(), static (_, inputs, outputs) =>
            outputs[0] = (inputs[1].IsEmpty ? inputs[0] : inputs[1]).AddReference());
        using AiTensor x = AiTensor.Create<float>([1], [1]);
        using AiTensor bias = AiTensor.Create<float>([1], [9]);

        Task<float[]>[] calls = [simulated.CallAsync(x), simulated.CallAsync(x, bias), simulated.CallAsync(x), simulated.CallAsync(x, bias)];
        simulated.Threads.RunAll();

        Assert.Equal([[1], [9], [1], [9]], await Task.WhenAll(calls));
        Assert.Equal(2, simulated.Runs);
    }

    [Fact]
    public async Task Outputs_are_divided_by_what_they_are_whatever_was_declared()
    {
        ModelSignature signature = new([Specs.Floats("x", "batch")], [Specs.Floats("y", "batch", 7)]);
        await using Simulated simulated = await Simulated.CreateAsync(signature, new ModelOptions(), static (_, inputs, outputs) =>
            outputs[0] = Floats(TensorShape.Create([inputs[0].Shape[0], 2]), [.. inputs[0].AsSpan<float>().ToArray().SelectMany(static value => (float[])[value, -value])]));
        using AiTensor x = AiTensor.Create<float>([1], [1]);
        using AiTensor z = AiTensor.Create<float>([2], [2, 3]);

        Task<float[]>[] calls = [simulated.CallAsync(x), simulated.CallAsync(z)];
        simulated.Threads.RunAll();

        Assert.Equal([[1, -1], [2, -2, 3, -3]], await Task.WhenAll(calls));
        Assert.Equal(1, simulated.Runs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_are_answered_alone_from_then_on_when_an_output_cannot_be_divided_whatever_the_log_makes_of_it(bool logThrows)
    {
        RecordedLog logs = new() { Logged = entry => ThrowIf(logThrows && entry.Id.Id == 115) };
        ModelSignature signature = new([Specs.Floats("x", "batch")], [Specs.Floats("y", "batch")]);
        SimulatedRun run = static (_, inputs, outputs) => outputs[0] = Floats(TensorShape.Create(1), [inputs[0].AsSpan<float>().ToArray().Sum()]);
        await using Simulated simulated = await Simulated.CreateAsync(signature, new ModelOptions(), run, logs);
        using AiTensor x = AiTensor.Create<float>([1], [1]);
        using AiTensor z = AiTensor.Create<float>([1], [2]);

        Task<float[]>[] first = [simulated.CallAsync(x), simulated.CallAsync(z)];
        simulated.Threads.RunAll();
        int runs = simulated.Runs;
        Task<float[]>[] second = [simulated.CallAsync(x), simulated.CallAsync(z)];
        simulated.Threads.RunAll();

        Assert.Equal([[1], [2]], await Task.WhenAll(first));
        Assert.Equal([[1], [2]], await Task.WhenAll(second));
        Assert.Equal((3, 5), (runs, simulated.Runs));
        Assert.Single(logs.Entries, static entry => entry.Id.Id == 115);
    }

    private static void ThrowIf(bool fails)
    {
        if (fails)
        {
            throw new InvalidTimeZoneException("Nowhere.");
        }
    }

    private static TensorValue Floats(TensorShape shape, float[] values)
    {
        TensorValue value = TensorValue.Allocate(shape, out Span<float> elements);
        values.CopyTo(elements);
        return value;
    }

    /// <summary>A model whose calls are merged untried, and wait for a thread.</summary>
    private sealed class Simulated : IAsyncDisposable
    {
        private readonly RedisAiEngine _engine;

        private Simulated(ModelSignature signature, SimulatedRun run, RecordedLog? logs)
        {
            SimulatedBackend backend = new(signature, (execution, inputs, outputs) =>
            {
                Runs++;
                run(execution, inputs, outputs);
            });
            _engine = new RedisAiEngine(new RedisAiOptions(), [backend], keyspace: null, new ManualTimeProvider(), logs, meterFactory: null, Threads);
        }

        public StepThreads Threads { get; } = new();

        public IModel Model => _engine.Models["m"];

        public int Runs { get; private set; }

        public static async Task<Simulated> CreateAsync(ModelSignature signature, ModelOptions options, SimulatedRun run, RecordedLog? logs = null)
        {
            Simulated simulated = new(signature, run, logs);
            options.WarmUp = false;
            options.Batching.Mode = BatchingMode.On;
            await simulated._engine.Models.StoreAsync("m", SimulatedBackend.Source, options);
            return simulated;
        }

        public async Task<float[]> CallAsync(params AiTensor[] inputs)
        {
            using ModelResult result = await Model.RunAsync(inputs).ConfigureAwait(false);
            return result.AsSpan<float>(0).ToArray();
        }

        public async ValueTask DisposeAsync()
        {
            Threads.RunAll();
            await _engine.DisposeAsync();
        }
    }
}
