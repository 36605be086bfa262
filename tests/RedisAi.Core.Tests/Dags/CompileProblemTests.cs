using RedisAi.Tests.Batching;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>The sentences about graphs that do not fit, each with its exact text.</summary>
public sealed class CompileProblemTests
{
    [Fact]
    public async Task Graph_without_results_has_nothing_to_do()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Function("dead", static x => x, dag.Input("x"));

        DagCompilationException error = Assert.Throws<DagCompilationException>(dag.Compile);

        Assert.Equal("p", error.Plan);
        Assert.Equal("The plan 'p' was not compiled:\n- There is nothing to do: no output, nothing to persist, and no node that always runs.", error.Message);
    }

    [Fact]
    public async Task Key_that_is_persisted_twice_is_named()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Persist(x, "{session}:x");
        dag.Persist(x, "{session}:x");

        Assert.Equal(["The key '{session}:x' is persisted twice."], ProblemsOf(dag));
    }

    [Fact]
    public async Task What_is_within_a_node_has_no_inputs_outputs_and_persists_nothing()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.If(
            "choice",
            dag.Function("positive", IsPositive, x),
            then =>
            {
                then.Persist(x, "key");
                then.Output("z", x);
                return then.Input("w");
            },
            otherwise => x));

        Assert.Equal(
            [
                "'choice/then' persists 'x': only the plan itself can write to the store, not what is within a node.",
                "'choice/then' has an output 'z': only the plan itself has outputs; what is within a node gives its result back.",
                "'choice/then' has an input 'w': only the plan itself has inputs; what is within a node uses the values around it.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Branches_give_as_many_values_each()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagNode choice = dag.If("choice", dag.Function("positive", IsPositive, x), then => [x, x], otherwise => [x]);
        dag.Output("y", choice[1]);
        dag.Output("z", choice["z"]);

        Assert.Equal(
            [
                "Node 'choice': one branch gives 2 values, the other 1.",
                "Node 'choice': each branch has no output 1; it has 1.",
                "Node 'choice': the branches have no output 'z': ask for it by its place.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Unknown_models_scripts_and_functions_are_named()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("a", dag.Model("m", x)[0]);
        dag.Output("b", dag.Script("t", "f", x)[0]);
        dag.Output("c", dag.Script("s", "f", x)[0]);

        Assert.Equal(
            ["Node 'm': there is no model 'm'.", "Node 'f': there is no script 't'.", "Node 'f#2': the script 's' has no function 'f'; it has 'echo'."],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Function_of_a_script_takes_as_many_tensors_as_it_declares()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript()
            .Add("two", "a: Tensor, b: Tensor", static _ => { })
            .Add("some", "a: Tensor, b: Optional[Tensor], c: int = 3", static _ => { })
            .Add("rest", "a: Tensor, b: List[Tensor]", static _ => { }));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("a", dag.Script("s", "two", x)[0]);
        dag.Output("b", dag.Script("s", "some", x, x, x, x)[0]);
        dag.Output("c", dag.Script("s", "rest")[0]);
        dag.Output("d", dag.Script("s", "two", x, x)[0]);
        dag.Output("e", dag.Script("s", "some", x)[0]);
        dag.Output("f", dag.Script("s", "rest", x, x, x, x, x)[0]);

        Assert.Equal(
            [
                "Node 'two': the function 'two' of the script 's' takes def two(a: Tensor, b: Tensor); 1 tensor is given.",
                "Node 'some': the function 'some' of the script 's' takes def some(a: Tensor, b: Optional[Tensor], c: int = 3); 4 tensors are given.",
                "Node 'rest': the function 'rest' of the script 's' takes def rest(a: Tensor, b: List[Tensor]); 0 tensors are given.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Model_takes_as_many_inputs_as_it_declares()
    {
        FakeBackend backend = new() { Signature = new ModelSignature([Specs.Floats("a"), Specs.Floats("b") with { IsOptional = true }], [Specs.Floats("y")]) };
        await using RedisAiEngine ai = new(backend);
        await ai.StoreAsync("two", [Specs.Floats("a"), Specs.Floats("b")], Specs.Floats("y"));
        await ai.Models.StoreAsync("some", FakeBackend.Source, new ModelOptions { WarmUp = false });
        await ai.StoreStatefulAsync("state");
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("a", dag.Model("two", x)[0]);
        dag.Output("b", dag.Model("some")[0]);
        dag.Output("c", dag.Model("state", x, x, x)[0]);
        dag.Output("d", dag.Model("some", x)[0]);

        Assert.Equal(
            [
                "Node 'two': the model 'two' takes 2 inputs ('a', 'b'); 1 is given.",
                "Node 'some': the model 'some' takes 1 to 2 inputs ('a', 'b'); 0 are given.",
                "Node 'state': the model 'state' takes 2 inputs ('x', 'before'), or 1 without the states 'before'; 3 are given.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Inputs_by_name_are_known_given_once_and_complete()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("two", [Specs.Floats("a", 2), Specs.Floats("b", "n", -1)], Specs.Floats("y"));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.Model("two", ("a", x), ("a", x), ("c", x))[0]);

        Assert.Equal(
            [
                "Node 'two': the input 'a' of the model 'two' is given twice.",
                "Node 'two': the model 'two' has no input 'c'; it takes 'a', 'b'.",
                "Node 'two': the input 'b' of the model 'two' is missing; it takes Float32[n,-1].",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task States_are_all_given_or_none()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync(
            "m",
            ModelSource.FromFunction(
                new ModelSignature(
                    [Specs.Floats("x", "n"), Specs.Floats("h", "n"), Specs.Floats("g", "n")],
                    [Specs.Floats("y", "n"), Specs.Floats("h2", "n"), Specs.Floats("g2", "n")]),
                static _ => []),
            new ModelOptions { States = { new ModelState("h", "h2"), new ModelState("g", "g2") }, WarmUp = false });
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.Model("m", ("x", x), ("h", x))[0]);

        Assert.Equal(
            ["Node 'm': of the states 'h', 'g' of the model 'm' only 1 is given: give all, or none and run the plan with a session."],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Outputs_that_are_not_there_are_named_by_place_and_by_name()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("x")], Specs.Floats("y"), Specs.Floats("z"));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagNode model = dag.Model("m", x);
        DagNode several = dag.Function("several", ["a", "b"], static given => given, x, x);
        dag.Output("1", model[2]);
        dag.Output("2", model["w"]);
        dag.Output("3", several[2]);
        dag.Output("4", several["c"]);
        dag.Output("5", dag.Kernel("kernel", 1, static (_, _) => { }, x)[1]);
        dag.Output("6", dag.Function("single", static x => x, x).Node["y"]);

        Assert.Equal(
            [
                "Node 'm': the model 'm' has no output 2; it has 2.",
                "Node 'm': the model 'm' has no output 'w'; it has 'y', 'z'.",
                "Node 'several': the function has no output 2; it has 2.",
                "Node 'several': the function has no output 'c'; it has 'a', 'b'.",
                "Node 'kernel': the kernel has no output 1; it has 1.",
                "Node 'single': the function has no output 'y'; it has none.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task Fallback_gives_the_outputs_that_are_used_by_their_places()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("x")], Specs.Floats("y"), Specs.Floats("z"));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagNode model = dag.Model("m", x).WithFallback(_ => x);
        dag.Output("1", model[1]);
        dag.Output("2", model["y"]);

        Assert.Equal(
            [
                "Node 'm': the fallback gives 1 values; output 1 is used.",
                "Node 'm': the output 'y' has a fallback, so it must be asked for by its place.",
            ],
            ProblemsOf(dag));
    }

    [Fact]
    public async Task All_problems_come_at_once_in_the_order_of_the_nodes_and_with_the_nodes_around_them()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreAsync("m", [Specs.Floats("a", 2)], Specs.Floats("y", 2));
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [3]);
        DagValue y = dag.Model("m", x)[0];
        DagValue z = dag.If("choice", y, then => then.Model("none", x)[0], otherwise => otherwise.Model("m", x)[1]);
        DagSequence all = dag.Map("each", dag.Split("split", CountUp, z), static (body, item) => body.Model("m", ("b", item))[0]);
        dag.Output("all", all);

        Assert.Equal(
            [
                "Edge 'x' to input 'a' of node 'm': Float32[2] is taken, and Float32[3] comes.",
                "Edge 'm[0]' to input 'condition' of node 'choice': Bool[...] is taken, and Float32[2] comes.",
                "Node 'choice/then/none': there is no model 'none'.",
                "Edge 'x' to input 'a' of node 'choice/otherwise/m': Float32[2] is taken, and Float32[3] comes.",
                "Node 'choice/otherwise/m': the model 'm' has no output 1; it has 1.",
                "Node 'each/m': the model 'm' has no input 'b'; it takes 'a'.",
                "Node 'each/m': the input 'a' of the model 'm' is missing; it takes Float32[2].",
            ],
            ProblemsOf(dag));
    }
}
