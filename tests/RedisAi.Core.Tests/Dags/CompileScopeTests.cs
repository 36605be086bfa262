using RedisAi.Tests.Batching;
using RedisAi.Tests.Scripts;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Which nodes a plan has, what they are called, and what it changes.</summary>
public sealed class CompileScopeTests
{
    [Fact]
    public async Task Node_that_always_runs_is_kept_with_what_it_needs()
    {
        await using RedisAiEngine ai = new();
        List<float> seen = [];
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue more = dag.Function("more", static x => Add(x, 1), x);
        dag.Function("dead", static x => Add(x, 1), more);
        dag.Function(
            "log",
            value =>
            {
                seen.Add(value.Value());
                return value;
            },
            more).Node.Always();
        DagPlan plan = dag.Compile();
        using AiTensor input = Number(4);

        using (DagResult result = plan.Run(new NamedTensors { ["x"] = input }))
        {
            Assert.Equal(0, result.Count);
        }

        Assert.Equal(["dead"], plan.DroppedNodes);
        Assert.Equal([5], seen);
    }

    [Fact]
    public async Task Within_a_branch_too_what_nobody_needs_is_dropped_and_what_always_runs_is_not()
    {
        await using RedisAiEngine ai = new();
        Counted ran = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.If(
            "choice",
            dag.Function("positive", IsPositive, x),
            then =>
            {
                then.Function("dead", static _ => throw new InvalidOperationException("It ran."), x);
                then.Function("log", ran.Pass, x).Node.Always();
                return x;
            },
            otherwise => x));
        DagPlan plan = dag.Compile();

        Assert.Equal(2, await RunAsync(plan, 2));
        Assert.Equal(-2, await RunAsync(plan, -2));

        Assert.Equal(1, ran.Count);
    }

    [Fact]
    public async Task Input_that_nobody_needs_is_still_an_input_and_no_node_that_was_dropped()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Input("unused", TensorDataType.Int64, [2]);
        dag.Output("y", x);
        DagPlan plan = dag.Compile();

        Assert.Empty(plan.DroppedNodes);
        Assert.Equal("p: (x any[...], unused Int64[2]) -> (y any[...])", $"{plan}");
        TensorMismatchException missing = await Assert.ThrowsAsync<TensorMismatchException>(() => RunAsync(plan, 1));
        Assert.Equal("Input 'unused' of the plan 'p' is missing; it takes Int64[2].", missing.Message);
    }

    [Fact]
    public async Task Plan_is_read_only_unless_it_persists_calls_a_script_or_keeps_a_state()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);
        await ai.StoreStatefulAsync("state");
        await ai.StoreAsync("plain", [Specs.Floats("x", "n")], Specs.Floats("y", "n"));

        Assert.True(Compile(static (dag, x) => dag.Model("plain", x)[0]).IsReadOnly);
        Assert.True(Compile(static (dag, x) => dag.Model("state", x, x)[0]).IsReadOnly);
        Assert.True(Compile(static (dag, x) => dag.Load("key")).IsReadOnly);
        Assert.False(Compile(static (dag, x) => dag.Model("state", x)[0]).IsReadOnly);
        Assert.False(Compile(static (dag, x) => dag.Script("s", "echo", x)[0]).IsReadOnly);
        Assert.False(Compile(static (dag, x) => dag.If("choice", x, then => then.Model("state", x)[0], otherwise => x)).IsReadOnly);
        Assert.False(Compile(static (dag, x) =>
        {
            dag.Persist(x, "key");
            return x;
        }).IsReadOnly);
        Assert.True(Compile(static (dag, x) =>
        {
            dag.Script("s", "echo", x);
            return x;
        }).IsReadOnly);

        DagPlan Compile(Func<DagBuilder, DagValue, DagValue> build)
        {
            DagBuilder dag = ai.CreateDag("p");
            dag.Output("y", build(dag, dag.Input("x")));
            return dag.Compile();
        }
    }

    [Fact]
    public async Task Names_that_come_again_get_a_number_and_can_be_given()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue first = dag.Function("f", static x => x, x);
        DagValue second = dag.Function("f", static x => x, x);

        Assert.Equal("f#2", second.Node.Name);
        Assert.Equal("g", second.Node.Named("g").Name);
        Assert.Equal("g", second.Node.Named("g").Name);
        Assert.Equal("There is a node named 'f' in 'p' already. (Parameter 'name')", Assert.Throws<ArgumentException>(() => second.Node.Named("f")).Message);
        Assert.Equal("f#2", dag.Function("f", static x => x, first).Node.Name);
        Assert.Throws<ArgumentException>(() => dag.Input("g"));
    }

    [Fact]
    public async Task Input_that_gets_another_name_is_given_under_that()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("picture", TensorDataType.Float32, [1]);
        x.Node.Named("x");
        dag.Output("y", x);
        DagPlan plan = dag.Compile();

        Assert.Equal("x Float32[1]", $"{plan.Inputs[0]}");
        Assert.Equal(3, await RunAsync(plan, 3));
    }

    [Fact]
    public async Task What_is_within_a_node_goes_by_the_name_that_the_node_got_later()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue f = dag.Function("f", static _ => throw new InvalidOperationException("no"), x);
        f.Node.WithFallback(body => body.Model("m", x)[0]);
        f.Node.Named("first");
        DagValue choice = dag.If("if", x, then => then.Model("m", x)[0], otherwise => x);
        choice.Node.Named("choice");
        dag.Output("f", f);
        dag.Output("c", choice);

        Assert.Equal(["Node 'first/fallback/m': there is no model 'm'.", "Node 'choice/then/m': there is no model 'm'."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Values_are_used_in_their_graph_and_those_within_it_only()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagBuilder other = ai.CreateDag("q");
        DagValue x = dag.Input("x");
        DagValue? within = null;
        dag.If("choice", x, then => within = then.Function("f", static x => x, x), otherwise => x);

        Assert.Equal("The value 'x' is of 'p', and cannot be used in 'q'.", Assert.Throws<ArgumentException>(() => other.Output("y", x)).Message);
        Assert.Equal("The value 'f' is of 'choice/then', and cannot be used in 'p'.", Assert.Throws<ArgumentException>(() => dag.Output("y", within!)).Message);
    }

    [Fact]
    public async Task Part_of_a_plan_is_not_compiled_alone()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagBuilder? part = null;
        DagValue x = dag.Input("x");
        dag.If(
            "choice",
            x,
            then =>
            {
                part = then;
                return x;
            },
            otherwise => x);

        Assert.Equal("'choice/then' is a part of a plan: compile the plan.", Assert.Throws<InvalidOperationException>(() => part!.Compile()).Message);
    }

    [Fact]
    public async Task Sequence_is_not_taken_for_a_value()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagSequence items = dag.Split("split", CountUp, x);
        DagSequence each = dag.Map("each", items, static (_, item) => item);

        Assert.Equal("'split' gives a sequence: Gather makes one value of it.", Assert.Throws<InvalidOperationException>(() => items.Node[0]).Message);
        Assert.Throws<InvalidOperationException>(() => each.Node[0]);
        Assert.Throws<InvalidOperationException>(() => each.Node["each"]);
    }
}
