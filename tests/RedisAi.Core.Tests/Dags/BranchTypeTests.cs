using RedisAi.Tests.Batching;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Values that are one of several: each of them has to fit what takes it.</summary>
public sealed class BranchTypeTests
{
    [Fact]
    public async Task Branch_whose_type_is_not_taken_is_found_at_compile_time_and_named()
    {
        await using RedisAiEngine ai = await EngineAsync();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [1, 4]);
        DagValue either = dag.If("size", dag.Input("c", TensorDataType.Bool, []), then => then.Model("floats", x)[0], otherwise => otherwise.Model("doubles", x)[0]);
        dag.Output("y", dag.Model("taker", either)[0]);

        Assert.Equal(["Edge 'size' to input 'x' of node 'taker': Float32[1,4] is taken, and Float64[1,4] comes from 'size/otherwise'."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Branch_within_a_branch_is_named()
    {
        await using RedisAiEngine ai = await EngineAsync();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [1, 4]);
        DagValue c = dag.Input("c", TensorDataType.Bool, []);
        DagValue either = dag.If(
            "outer", c, then => then.Model("floats", x)[0], otherwise => otherwise.If("inner", c, then => then.Model("longer", x)[0], other => other.Model("floats", x)[0]));
        dag.Output("y", dag.Model("taker", either)[0]);

        Assert.Equal(["Edge 'outer' to input 'x' of node 'taker': Float32[1,4] is taken, and Float32[1,5] comes from 'outer/otherwise/inner/then'."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Fallback_whose_type_is_not_taken_is_found_likewise()
    {
        await using RedisAiEngine ai = await EngineAsync();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [1, 4]);
        DagNode node = dag.Model("floats", x).WithFallback(body => body.Model("doubles", x)[0]);
        dag.Output("y", dag.Model("taker", node[0])[0]);

        Assert.Equal(["Edge 'floats[0]' to input 'x' of node 'taker': Float32[1,4] is taken, and Float64[1,4] comes from 'floats/fallback'."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Lengths_of_one_branch_say_nothing_of_the_other()
    {
        await using RedisAiEngine ai = await EngineAsync();
        await ai.StoreAsync("square", [Specs.Floats("x", "n", "n")], Specs.Floats("y", "n"));
        DagBuilder dag = ai.CreateDag("p");
        DagValue two = dag.Input("two", TensorDataType.Float32, [2, 2]);
        DagValue three = dag.Input("three", TensorDataType.Float32, [3, 3]);
        DagValue either = dag.If("size", dag.Input("c", TensorDataType.Bool, []), _ => two, _ => three);
        dag.Output("y", dag.Model("square", either)[0]);

        Assert.Equal("y Float32[n]", $"{dag.Compile().Outputs[0]}");
    }

    private static async Task<RedisAiEngine> EngineAsync()
    {
        RedisAiEngine ai = new();
        await ai.StoreAsync("floats", [Specs.Floats("x", 1, 4)], Specs.Floats("y", 1, 4));
        await ai.StoreAsync("longer", [Specs.Floats("x", 1, 4)], Specs.Floats("y", 1, 5));
        await ai.StoreAsync("doubles", [Specs.Floats("x", 1, 4)], Specs.Of("y", TensorDataType.Float64, 1, 4));
        await ai.StoreAsync("taker", [Specs.Floats("x", 1, 4)], Specs.Floats("y", 1));
        return ai;
    }
}
