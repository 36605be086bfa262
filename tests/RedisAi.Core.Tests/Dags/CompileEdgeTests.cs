using RedisAi.Tests.Batching;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>What is known of values before a run, carried along edges.</summary>
public sealed class CompileEdgeTests
{
    [Fact]
    public async Task Types_ranks_and_lengths_that_differ_are_said_edge_by_edge()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("a", "n", 4), Specs.Floats("b", 2), Specs.Floats("c", -1)], Specs.Floats("y"));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [-1, 5]);
        DagValue y = dag.Input("y", TensorDataType.Int64, [2]);
        DagValue z = dag.Input("z", TensorDataType.Float32, []);
        dag.Output("y", dag.Model("m", x, y, z)[0]);

        Assert.Equal(
            [
                "Edge 'x' to input 'a' of node 'm': Float32[n,4] is taken, and Float32[-1,5] comes.",
                "Edge 'y' to input 'b' of node 'm': Float32[2] is taken, and Int64[2] comes.",
                "Edge 'z' to input 'c' of node 'm': Float32[-1] is taken, and Float32[] comes.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Symbols_of_several_models_become_one_and_what_is_known_of_one_is_known_of_all()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("encode", [Specs.Floats("x", "batch", 8)], Specs.Floats("y", "batch", 16));
        await ai.StoreAsync("decode", [Specs.Floats("x", "n", 16)], Specs.Floats("y", "n", "n"));
        DagBuilder dag = ai.CreateDag("p");
        DagValue known = dag.Model("encode", dag.Input("x", TensorDataType.Float32, [3, 8]))[0];
        DagValue open = dag.Model("encode", dag.Input("w", TensorDataType.Float32, [-1, 8]))[0];
        dag.Output("known", dag.Model("decode", known)[0]);
        dag.Output("open", dag.Model("decode", open)[0]);

        DagPlan plan = dag.Compile();

        Assert.Equal(["known Float32[3,3]", "open Float32[n,n]"], plan.Outputs.Select(static output => $"{output}"));
    }

    [Fact]
    public async Task Lengths_that_are_equal_by_a_symbol_conflict_where_they_come_together()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("encode", [Specs.Floats("x", "batch", 8)], Specs.Floats("y", "batch", 16));
        await ai.StoreAsync("join", [Specs.Floats("left", "n", 16), Specs.Floats("right", "n", 16)], Specs.Floats("y", "n"));
        DagBuilder dag = ai.CreateDag("p");
        DagValue left = dag.Model("encode", dag.Input("x", TensorDataType.Float32, [3, 8])).Named("first")[0];
        DagValue right = dag.Model("encode", dag.Input("w", TensorDataType.Float32, [4, 8])).Named("second")[0];
        dag.Output("y", dag.Model("join", left, right)[0]);

        Assert.Equal(["Edge 'second[0]' to input 'right' of node 'join': Float32[3,16] is taken, and Float32[4,16] comes."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Conflict_that_shows_at_another_edge_later_is_named_there()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("three", [Specs.Floats("x", 3)], Specs.Floats("y", 1));
        await ai.StoreAsync("four", [Specs.Floats("x", 4)], Specs.Floats("y", 1));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [-1]);
        dag.Output("3", dag.Model("three", x)[0]);
        dag.Output("4", dag.Model("four", x)[0]);

        Assert.Equal(["Edge 'x' to input 'x' of node 'four': Float32[4] is taken, and Float32[3] comes."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Sentence_says_what_is_taken_and_not_what_the_edge_itself_would_make_of_it()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("give", [Specs.Floats("x")], Specs.Floats("y", "rows", 4));
        await ai.StoreAsync("square", [Specs.Floats("x", "n", "n")], Specs.Floats("y", "n"));
        await ai.StoreAsync("wide", [Specs.Floats("x", "batch", 8)], Specs.Floats("y", "batch"));
        DagBuilder dag = ai.CreateDag("p");
        DagValue given = dag.Model("give", dag.Input("x"))[0];
        dag.Output("1", dag.Model("square", dag.Input("w", TensorDataType.Float32, [2, 3]))[0]);
        dag.Output("2", dag.Model("wide", given)[0]);

        Assert.Equal(
            [
                "Edge 'w' to input 'x' of node 'square': Float32[n,n] is taken, and Float32[2,3] comes.",
                "Edge 'give[0]' to input 'x' of node 'wide': Float32[batch,8] is taken, and Float32[rows,4] comes.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Branches_may_take_what_the_other_does_not()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("three", [Specs.Floats("x", 3)], Specs.Floats("y", 1));
        await ai.StoreAsync("four", [Specs.Floats("x", 4)], Specs.Floats("y", 1));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [-1]);
        DagValue isLong = dag.Function("long", static x => AiTensor.Create<bool>([], [x.Shape[0] > 3]), x);
        dag.Output("y", dag.If("length", isLong, then => then.Model("four", x)[0], otherwise => otherwise.Model("three", x)[0]));

        Assert.Equal("y Float32[1]", $"{dag.Compile().Outputs[0]}");
    }

    [Fact]
    public async Task Within_a_branch_lengths_are_carried_all_the_same()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("three", [Specs.Floats("x", 3)], Specs.Floats("y", 1));
        await ai.StoreAsync("four", [Specs.Floats("x", 4)], Specs.Floats("y", 1));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [-1]);
        DagValue flag = dag.Input("flag");
        dag.Output("y", dag.If("choice", flag, then => [then.Model("four", x)[0], then.Model("three", x)[0]], otherwise => [x, x])[1]);
        dag.Output("z", dag.Model("four", x)[0]);
        dag.Output("w", dag.If("later", flag, then => then.Model("three", x)[0], otherwise => x));

        Assert.Equal(
            [
                "Edge 'x' to input 'x' of node 'choice/then/three': Float32[3] is taken, and Float32[4] comes.",
                "Edge 'x' to input 'x' of node 'later/then/three': Float32[3] is taken, and Float32[4] comes.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Items_of_a_sequence_may_differ_in_what_is_not_fixed()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("x", "width", 4)], Specs.Floats("y", "width", 2));
        DagBuilder dag = ai.CreateDag("p");
        DagSequence items = dag.Split("split", CountUp, dag.Input("x"));
        DagSequence each = dag.Map("each", items, static (body, item) => body.Model("m", item)[0]);
        DagSequence again = dag.Map("again", each, static (body, item) => body.Model("m", item)[0]);
        dag.Output("each", again);

        Assert.Equal(["Edge 'item' to input 'x' of node 'again/m': Float32[width,4] is taken, and Float32[width,2] comes."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Declared_type_of_a_function_is_compared_with_what_is_taken()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("x", 4)], Specs.Floats("y", 1));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x").WithType(TensorDataType.Float32, [5]);
        DagValue f = dag.Function("f", static x => x, x).WithType(TensorDataType.Int64, [4]);
        DagValue loaded = dag.Load("key").WithType(TensorDataType.Float32, [4, 4]);
        dag.Output("1", dag.Model("m", x)[0]);
        dag.Output("2", dag.Model("m", f)[0]);
        dag.Output("3", dag.Model("m", loaded)[0]);

        Assert.Equal(
            [
                "Edge 'x' to input 'x' of node 'm': Float32[4] is taken, and Float32[5] comes.",
                "Edge 'f' to input 'x' of node 'm#2': Float32[4] is taken, and Int64[4] comes.",
                "Edge 'key' to input 'x' of node 'm#3': Float32[4] is taken, and Float32[4,4] comes.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Declared_type_of_a_branch_is_compared_with_what_is_taken_and_with_what_the_branches_give()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("x", 4)], Specs.Floats("y", 1));
        DagBuilder dag = ai.CreateDag("p");
        DagValue flag = dag.Input("flag");
        DagValue x = dag.Input("x");
        DagValue choice = dag.If("choice", flag, then => x, otherwise => x).WithType(TensorDataType.Int64, [4]);
        DagValue model = dag.Model("m", x)[0].WithType(TensorDataType.Float32, [2]);
        dag.Output("1", dag.Model("m", choice)[0]);
        dag.Output("2", model);

        Assert.Equal(
            [
                "Value 'm[0]': Float32[2] is taken, and Float32[1] comes.",
                "Edge 'choice' to input 'x' of node 'm#2': Float32[4] is taken, and Int64[4] comes.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Declared_type_holds_for_what_a_fallback_gives_as_well()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Of("x", TensorDataType.Int64, 1)], Specs.Floats("y", 1));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue f = dag.Function("f", static x => x, x).WithType(TensorDataType.Float32, [1]);
        f.Node.WithFallback(_ => x);
        dag.Output("y", dag.Model("m", f)[0]);

        Assert.Equal(["Edge 'f' to input 'x' of node 'm': Int64[1] is taken, and Float32[1] comes."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Type_of_a_value_that_has_a_fallback_is_what_both_have_in_common()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("a", [Specs.Floats("x")], Specs.Floats("y", 1, 4), Specs.Floats("z", 3));
        await ai.StoreAsync("b", [Specs.Floats("x")], Specs.Floats("y", 2, 4), Specs.Of("z", TensorDataType.Int64, 3));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagNode a = dag.Model("a", x).WithFallback(body => body.Model("b", x) is var b ? [b[0], b[1]] : []);
        dag.Output("y", a[0]);
        dag.Output("z", a[1]);

        Assert.Equal(["y Float32[-1,4]", "z any[3]"], dag.Compile().Outputs.Select(static output => $"{output}"));
    }

    [Fact]
    public async Task Edge_whose_type_comes_with_the_run_is_checked_then_with_the_same_sentence()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("a", "batch", 4)], Specs.Floats("y", "batch"));
        DagBuilder typed = ai.CreateDag("typed");
        typed.Output("y", typed.Model("m", typed.Input("x", TensorDataType.Float32, [1]))[0]);
        DagBuilder untyped = ai.CreateDag("untyped");
        untyped.Output("y", untyped.Model("m", untyped.Input("x"))[0]);
        DagBuilder stored = ai.CreateDag("stored");
        stored.Output("y", stored.Model("m", ("a", stored.Load("x")))[0]);
        DagPlan fromStore = stored.Compile();
        using AiTensor x = Number(3);
        ai.Tensors.Set("x", x);

        string sentence = Assert.Single(ProblemsOf(typed));
        DagExecutionException error = await FailsAsync(untyped.Compile(), 3);
        DagExecutionException fromStoreError = await Assert.ThrowsAsync<DagExecutionException>(async () => await fromStore.RunAsync([]));

        TensorMismatchException mismatch = Assert.IsType<TensorMismatchException>(error.InnerException);
        Assert.Equal(sentence, mismatch.Message);
        Assert.Equal(("a", "Float32[batch,4]", "Float32[1]"), (mismatch.Name, mismatch.Expected, mismatch.Actual));
        Assert.Equal(sentence, fromStoreError.InnerException!.Message);
        Assert.Equal($"The node 'm' of the plan 'untyped' failed: {sentence}", error.Message);
    }

    [Fact]
    public async Task What_was_said_of_a_value_is_checked_when_it_arrives()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Function("f", static x => x, dag.Input("x")).WithType(TensorDataType.Float32, [2, -1]));
        DagPlan plan = dag.Compile();

        DagExecutionException error = await FailsAsync(plan, 3);

        Assert.Equal("f", error.Node);
        Assert.Equal("Value 'f': Float32[2,-1] is taken, and Float32[1] comes.", error.InnerException!.Message);
    }
}
