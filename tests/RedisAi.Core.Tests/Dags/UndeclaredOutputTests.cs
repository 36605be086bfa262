using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>Versions that declare less of their outputs than the one that a plan was compiled against.</summary>
public sealed class UndeclaredOutputTests
{
    [Fact]
    public async Task Output_of_another_type_than_the_plan_was_compiled_with_is_an_error_of_the_run()
    {
        await using RedisAiEngine ai = new();
        DagPlan plan = await CompileAsync(ai);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static _ => [AiTensor.Create<double>([3, 10], new double[30])]));

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => RunAsync(plan));

        Assert.Equal(
            "Output 'y' of version 2 of the model 'm' (the plan was compiled against version 1): Float32[n,10] is taken, and Float64[3,10] comes.",
            Assert.IsType<TensorMismatchException>(error.InnerException).Message);
    }

    [Fact]
    public async Task Output_of_another_shape_is_an_error_too()
    {
        await using RedisAiEngine ai = new();
        DagPlan plan = await CompileAsync(ai);
        await ai.Models.StoreAsync(
            "m",
            ModelSource.FromFunction(Specs.Signature([Specs.Floats("x", -1)], Specs.Floats("y", -1, -1)), static _ => [AiTensor.Create<float>([3, 9], new float[27])]),
            new ModelOptions { WarmUp = false });

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => RunAsync(plan));

        Assert.EndsWith("Float32[n,10] is taken, and Float32[3,9] comes.", error.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_fits_is_taken_though_it_is_not_declared()
    {
        await using RedisAiEngine ai = new();
        DagPlan plan = await CompileAsync(ai);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static _ => [AiTensor.Create<float>([3, 10], new float[30])]));

        await RunAsync(plan);
    }

    private static async Task<DagPlan> CompileAsync(RedisAiEngine ai)
    {
        await ai.StoreAsync("m", [Specs.Floats("x", -1)], Specs.Floats("y", "n", 10));
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Model("m", dag.Input("x"))[0]);
        return dag.Compile();
    }

    private static async Task RunAsync(DagPlan plan)
    {
        using AiTensor x = Graphs.Number(1);
        (await plan.RunAsync(new NamedTensors { ["x"] = x })).Dispose();
    }
}
