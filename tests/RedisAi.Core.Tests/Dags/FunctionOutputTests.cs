using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>What functions may give, and what not.</summary>
public sealed class FunctionOutputTests
{
    [Fact]
    public async Task Function_may_give_its_inputs_views_of_them_and_one_tensor_twice()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue same = dag.Function("same", static x => x, x);
        DagValue view = dag.Function("view", static x => x.Reshape([1, 1]), same);
        DagNode all = dag.Function("all", ["a", "b"], static given => given, view, x);
        DagNode twice = dag.Function("twice", ["a", "b", "c"], static given => Twice(Add(given[0], 1), given[1]), all[0], all["b"]);
        DagValue later = dag.Function("later", static (x, stop) => ValueTask.FromResult(x), twice[1]);
        DagNode kernel = dag.Kernel(
            "kernel",
            2,
            static (inputs, outputs) =>
            {
                outputs[0] = inputs[0].AddReference();
                outputs[1] = inputs[0].AddReference();
            },
            later);
        DagSequence items = dag.Split("split", static given => [given[0], given[0], given[1]], kernel[0], kernel[1]);
        dag.Output("sum", dag.Gather("sum", static all => Sum(all), items));
        dag.Output("a", twice["a"]);
        dag.Output("c", twice["c"]);
        DagPlan plan = dag.Compile();
        using AiTensor three = Number(3);

        for (int run = 0; run < 3; run++)
        {
            using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = three });
            Assert.Equal([12, 4, 3], [result["sum"].Value(), result["a"].Value(), result["c"].Value()]);
        }

        static IReadOnlyList<AiTensor> Twice(AiTensor one, AiTensor other) => [one, one, other];
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        await using RedisAiEngine ai = new();
        await AssertFailsAsync(ai, static (dag, x) => dag.Function("f", static _ => null!, x), "The function 'f' gave null.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Function("f", static (_, _) => null!, x, x), "The function 'f' gave null as its output 0.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Function("f", ["a", "b"], static given => [given[0], null!], x)[0], "The function 'f' gave null as its output 1.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Function("f", ["a", "b"], static given => [Add(given[0], 1)], x)[0], "The function 'f' gave 1 tensor; it has 2 outputs.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Function("f", ["a", "b"], static _ => null!, x)[0], "The function 'f' gave null; it has 2 outputs.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Gather("g", static all => Sum(all), dag.Split("f", static _ => null!, x)), "The function 'f' gave null.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Gather("g", static all => Sum(all), dag.Split("f", static given => [given[0], null!], x)), "The function 'f' gave null as its output 1.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Gather("f", static _ => null!, dag.Split("s", CountUp, x)), "The function 'f' gave null as its output 0.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Function("f", static (_, _) => new ValueTask<AiTensor>((AiTensor)null!), x), "The function 'f' gave null as its output 0.");
        await AssertFailsAsync(ai, static (dag, x) => dag.Kernel("f", 2, static (inputs, outputs) => outputs[0] = inputs[0].AddReference(), x)[1], "The kernel 'f' has not given its output 1.");
    }

    [Theory]
    [InlineData("a", "", "The output 1 of the function 'f' has no name. (Parameter 'outputs')")]
    [InlineData("a", "a", "Two outputs of the function 'f' are named 'a'. (Parameter 'outputs')")]
    public async Task Names_of_outputs_that_cannot_be_told_apart_are_refused(string first, string second, string message)
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => dag.Function("f", [first, second], static inputs => [inputs[0], inputs[0]], dag.Input("x"))).Message);
    }

    [Fact]
    public async Task Tensor_that_was_disposed_is_not_given()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.Function("f", ["a", "b"], static given => [Add(given[0], 1), Disposed(Add(given[0], 2))], x)[0]);
        DagPlan plan = dag.Compile();

        DagExecutionException error = await FailsAsync(plan, 1);

        Assert.Equal(
            "The function 'f' gave a disposed tensor as its output 1; a function borrows its inputs and gives its outputs away: return Share() of what you keep.",
            Assert.IsType<TensorMismatchException>(error.InnerException).Message);
        await AssertFailsAsync(
            ai,
            static (dag, x) => dag.Function("f", static x => Disposed(x), x),
            "The function 'f' gave a disposed tensor; a function borrows its inputs and gives its outputs away: return Share() of what you keep.");

        static AiTensor Disposed(AiTensor tensor)
        {
            tensor.Dispose();
            return tensor;
        }
    }

    [Fact]
    public async Task Outputs_of_a_node_that_has_failed_after_all_are_given_up_for_those_of_its_fallback()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagNode pair = dag.Function("pair", ["a", "b"], static given => [Add(given[0], 1), Add(given[0], 2)], x).WithFallback(body => [x, body.Function("b", static x => AiTensor.Create<long>([1], [7]), x)]);
        DagValue a = pair["a"];
        DagValue b = pair["b"].WithType(TensorDataType.Int64, [1]);
        dag.Output("a", a);
        dag.Output("b", b);
        DagPlan plan = dag.Compile();
        using AiTensor three = Number(3);

        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = three });

        Assert.Equal(3, result["a"].Value());
        Assert.Equal(7, result.AsSpan<long>("b")[0]);
    }

    [Fact]
    public async Task What_a_fallback_gives_is_checked_against_what_was_said_of_the_value()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue f = dag.Function("f", static _ => throw new InvalidOperationException("no"), x).WithType(TensorDataType.Int64, [1]);
        f.Node.WithFallback(_ => x);
        dag.Output("y", f);
        DagPlan plan = dag.Compile();

        DagExecutionException error = await FailsAsync(plan, 3);

        AggregateException both = Assert.IsType<AggregateException>(error.InnerException);
        Assert.Equal(["no", "Value 'f': Int64[1] is taken, and Float32[1] comes."], both.InnerExceptions.Select(static error => error.Message));
    }

    [Fact]
    public async Task Outputs_that_nobody_needs_are_given_up()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Function("always", ["a"], static given => [Add(given[0], 1)], x).Always();
        dag.Kernel("kernel", 1, static (inputs, outputs) => outputs[0] = inputs[0].AddReference(), x).Always();
        dag.Split("split", CountUp, x).Node.Always();
        dag.Output("y", dag.Function("two", ["a", "b"], static given => [Add(given[0], 1), Add(given[0], 2)], x)["b"]);
        DagPlan plan = dag.Compile();

        Assert.Equal(5, await RunAsync(plan, 3));
    }

    private static async Task AssertFailsAsync(RedisAiEngine ai, Func<DagBuilder, DagValue, DagValue> build, string message)
    {
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", build(dag, dag.Input("x")));
        DagExecutionException error = await FailsAsync(dag.Compile(), 2);
        Assert.Equal(("f", message), (error.Node, error.InnerException!.Message));
    }
}
