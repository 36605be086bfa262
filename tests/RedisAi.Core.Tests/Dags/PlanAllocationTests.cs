using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Counts bytes on the managed heap of plans that are warm. The clock stands still, so that a busy machine does not make nodes look slow.</summary>
public sealed class PlanAllocationTests
{
    private const int Length = 32;

    private static readonly TensorShape s_row = TensorShape.Create(1, 6);
    private static readonly TensorShape s_square = TensorShape.Create(2, 3);

    [Fact]
    public async Task Chain_of_kernels_that_each_reshape_allocates_nothing()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], new ManualTimeProvider());
        DagPlan plan = Chain(ai);
        using AiTensor x = AiTensor.Create<float>([1, 6], [1, 2, 3, 4, 5, 6]);
        NamedTensors inputs = new() { ["x"] = x };

        long blocked = Allocations.OfCall(() =>
        {
            using DagResult result = plan.Run(inputs);
            _ = result.AsSpan<float>(0)[5];
        });
        long asynchronous = Allocations.OfCall(() =>
        {
            ValueTask<DagResult> run = plan.RunAsync(inputs);
            Assert.True(run.IsCompleted);
            run.GetAwaiter().GetResult().Dispose();
        });

        Assert.Equal((0, 0), (blocked, asynchronous));
    }

    [Fact]
    public async Task Time_and_token_of_a_run_allocate_nothing()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], new ManualTimeProvider());
        DagPlan plan = Chain(ai);
        using AiTensor x = AiTensor.Create<float>([1, 6], [1, 2, 3, 4, 5, 6]);
        NamedTensors inputs = new() { ["x"] = x };
        using CancellationTokenSource cancellation = new();
        InferenceOptions options = new() { Timeout = TimeSpan.FromSeconds(30) };

        long bytes = Allocations.OfCall(() => plan.Run(inputs, options, cancellation.Token).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Branch_of_kernels_allocates_nothing()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], new ManualTimeProvider());
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue flag = dag.Input("flag");
        dag.Output("y", dag.If("choice", flag, then => Reshape(then, x, s_square), otherwise => x));
        DagPlan plan = dag.Compile();
        using AiTensor input = AiTensor.Create<float>([1, 6], new float[6]);
        using AiTensor yes = AiTensor.Scalar(true);
        NamedTensors inputs = new() { ["x"] = input, ["flag"] = yes };

        long bytes = Allocations.OfCall(() => plan.Run(inputs).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Functions_of_one_tensor_cost_the_handles_that_they_get_and_give()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], new ManualTimeProvider());
        DagBuilder dag = ai.CreateDag("p");
        DagValue value = dag.Input("x");
        for (int i = 0; i < Length; i++)
        {
            value = dag.Function($"share{i}", static x => x.Share(), value);
        }

        dag.Output("y", value);
        DagPlan plan = dag.Compile();
        using AiTensor x = Number(3);
        NamedTensors inputs = new() { ["x"] = x };
        plan.Run(inputs).Dispose();
        long handle = Allocations.OfCall(() => x.Share().Dispose());

        long bytes = Allocations.OfCall(() =>
        {
            ValueTask<DagResult> run = plan.RunAsync(inputs);
            Assert.True(run.IsCompleted);
            run.GetAwaiter().GetResult().Dispose();
        });

        Assert.Equal(2 * Length * handle, bytes);
    }

    private static DagPlan Chain(RedisAiEngine ai)
    {
        DagBuilder dag = ai.CreateDag("chain");
        DagValue value = dag.Input("x");
        for (int i = 0; i < Length; i++)
        {
            value = Reshape(dag, value, i % 2 == 0 ? s_square : s_row);
        }

        dag.Output("y", value);
        return dag.Compile();
    }

    private static DagValue Reshape(DagBuilder dag, DagValue value, TensorShape shape)
    {
        TensorKernel kernel = ReferenceEquals(shape, s_square)
            ? static (inputs, outputs) => outputs[0] = inputs[0].Reshape(s_square)
            : static (inputs, outputs) => outputs[0] = inputs[0].Reshape(s_row);
        return dag.Kernel("reshape", 1, kernel, value)[0];
    }
}
