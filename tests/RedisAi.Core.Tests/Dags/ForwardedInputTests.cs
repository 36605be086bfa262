using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Kernels that leave an input in their outputs as it is.</summary>
public sealed class ForwardedInputTests
{
    [Fact]
    public async Task Tensor_of_the_store_that_a_kernel_forwards_stays_what_it_is()
    {
        await using RedisAiEngine ai = new();
        using (AiTensor stored = AiTensor.Create<float>([4], [1, 2, 3, 4]))
        {
            ai.Tensors.Set("k", stored);
        }

        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Kernel("forward", 1, static (inputs, outputs) => outputs[0] = inputs[0], dag.Load("k"))[0]);
        DagPlan plan = dag.Compile();

        for (int run = 0; run < 3; run++)
        {
            using DagResult result = plan.Run([]);
            Assert.Equal([1, 2, 3, 4], result.AsSpan<float>("y"));
        }

        AssertUnharmed(() => ai.Tensors.GetRequired("k"), 1, 2, 3, 4);
    }

    [Fact]
    public async Task Input_of_a_plan_may_be_forwarded_once_twice_and_with_a_reference_of_its_own()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue once = dag.Kernel("once", 1, static (inputs, outputs) => outputs[0] = inputs[0], x)[0];
        DagNode all = dag.Kernel(
            "all",
            4,
            static (inputs, outputs) =>
            {
                outputs[0] = inputs[0];
                outputs[1] = inputs[0];
                outputs[2] = inputs[0].AddReference();
                outputs[3] = inputs[1].Reshape(TensorShape.Create(2, 2));
            },
            once,
            x);
        for (int i = 0; i < 4; i++)
        {
            dag.Output($"{i}", all[i]);
        }

        DagPlan plan = dag.Compile();
        using AiTensor given = AiTensor.Create<float>([4], [1, 2, 3, 4]);
        NamedTensors inputs = new() { ["x"] = given };

        long before = AiTensor.BuffersInUse;
        for (int run = 0; run < 3; run++)
        {
            DagResult result = plan.Run(inputs);
            AiTensor[] kept = [.. Enumerable.Range(0, 4).Select(i => result.Detach($"{i}"))];
            result.Dispose();
            foreach (AiTensor tensor in kept)
            {
                Assert.Equal([1, 2, 3, 4], tensor.AsSpan<float>());
                tensor.Dispose();
            }
        }

        Assert.Equal(before, AiTensor.BuffersInUse);
        AssertUnharmed(given.Share, 1, 2, 3, 4);
    }

    [Fact]
    public async Task Input_that_was_forwarded_by_a_kernel_that_fails_stays_what_it_is()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        TensorKernel kernel = static (inputs, outputs) =>
        {
            outputs[0] = inputs[0];
            throw new InvalidOperationException("no");
        };
        dag.Output("y", dag.Kernel("f", 1, kernel, dag.Input("x"))[0]);
        DagPlan plan = dag.Compile();
        using AiTensor given = Number(3);

        for (int run = 0; run < 3; run++)
        {
            DagExecutionException error = Assert.Throws<DagExecutionException>(() => plan.Run(new NamedTensors { ["x"] = given }));
            Assert.Equal("no", error.InnerException!.Message);
        }

        AssertUnharmed(given.Share, 3);
    }

    [Fact]
    public async Task Kernel_that_releases_what_it_borrowed_is_told()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        TensorKernel kernel = static (inputs, outputs) =>
        {
            outputs[0] = inputs[0];
            inputs[0].Release();
        };
        dag.Output("y", dag.Kernel("f", 1, kernel, dag.Input("x"))[0]);
        DagPlan plan = dag.Compile();
        using AiTensor given = Number(3);

        DagExecutionException error = Assert.Throws<DagExecutionException>(() => plan.Run(new NamedTensors { ["x"] = given }));

        Assert.Equal("The input Float32[1] is borrowed, and is released by whoever lent it.", error.InnerException!.Message);
        AssertUnharmed(given.Share, 3);
    }

    /// <summary>Takes all the memory of that size that is free, and looks whether the tensor is still what it was.</summary>
    private static void AssertUnharmed(Func<AiTensor> get, params float[] expected)
    {
        AiTensor[] others = [.. Enumerable.Range(0, 64).Select(_ => AiTensor.Create<float>([expected.Length], static elements => elements.Fill(-1)))];
        using AiTensor tensor = get();
        float[] actual = tensor.ToArray<float>();
        Array.ForEach(others, static other => other.Dispose());
        Assert.Equal(expected, actual);
    }
}
