using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>What a run is given, and what its result gives.</summary>
public sealed class PlanInputTests
{
    [Fact]
    public async Task Inputs_are_there_known_and_of_the_declared_type()
    {
        await using RedisAiEngine ai = new();
        Counted ran = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x", TensorDataType.Float32, [-1]);
        dag.Output("y", dag.Function("f", ran.PassFirst, x, dag.Input("any")));
        DagPlan plan = dag.Compile();
        using AiTensor number = Number(1);
        using AiTensor square = AiTensor.Create<float>([1, 1], [1]);
        using AiTensor whole = AiTensor.Create<long>([1], [1]);

        await AssertRefusedAsync(plan, new() { ["x"] = number }, "any", "Input 'any' of the plan 'p' is missing; it takes any[...].");
        await AssertRefusedAsync(plan, new() { ["any"] = number }, "x", "Input 'x' of the plan 'p' is missing; it takes Float32[-1].");
        await AssertRefusedAsync(plan, new() { ["x"] = square, ["any"] = whole }, "x", "Input 'x' of the plan 'p': Float32[-1] is taken, and Float32[1,1] comes.");
        await AssertRefusedAsync(plan, new() { ["x"] = whole, ["any"] = whole }, "x", "Input 'x' of the plan 'p': Float32[-1] is taken, and Int64[1] comes.");
        await AssertRefusedAsync(plan, new() { ["x"] = number, ["any"] = whole, ["z"] = whole }, "z", "The plan 'p' has no input 'z'; it takes 'x', 'any'.");

        Assert.Equal(0, ran.Count);
    }

    [Fact]
    public async Task Tensor_that_was_disposed_is_refused()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Input("x"));
        DagPlan plan = dag.Compile();
        AiTensor disposed = Number(1);
        disposed.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await plan.RunAsync(new NamedTensors { ["x"] = disposed }));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await plan.RunAsync(null!));
        Assert.Throws<ArgumentNullException>(() => plan.Run(null!));
    }

    [Fact]
    public async Task Inputs_may_be_disposed_once_the_run_was_accepted()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        dag.Output("y", dag.Function("f", engine.Wait(5), dag.Input("x")));
        DagPlan plan = dag.Compile();
        AiTensor x = Number(7);

        Task<DagResult> run = plan.RunAsync(new NamedTensors { ["x"] = x }).AsTask();
        x.Dispose();
        using DagResult result = await engine.Drive(run);

        Assert.Equal(7, result["y"].Value());
    }

    [Fact]
    public async Task Result_that_was_disposed_gives_nothing_more_and_none_of_a_later_run()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("y", x);
        dag.Output("all", dag.Split("split", CountUp, x));
        DagPlan plan = dag.Compile();
        using AiTensor three = Number(3);
        DagResult result = plan.Run(new NamedTensors { ["x"] = three });
        AiTensor lent = result["y"];
        AiTensor item = result.GetSequence("all")[1];
        result.Dispose();
        result.Dispose();

        using DagResult later = plan.Run(new NamedTensors { ["x"] = three });

        Assert.Throws<ObjectDisposedException>(() => result["y"]);
        Assert.Throws<ObjectDisposedException>(() => result[0]);
        Assert.Throws<ObjectDisposedException>(() => result.GetSequence("all"));
        Assert.Throws<ObjectDisposedException>(() => result.Detach("y"));
        Assert.Throws<ObjectDisposedException>(() => result.AsSpan<float>(0).Length);
        Assert.Throws<ObjectDisposedException>(() => result.Timings);
        Assert.Throws<ObjectDisposedException>(() => result.Outputs);
        Assert.Equal("The result of plan 'p' was disposed.", Assert.Throws<ObjectDisposedException>(() => result[0]).Message);
        Assert.Throws<ObjectDisposedException>(() => lent.Value());
        Assert.Throws<ObjectDisposedException>(() => item.Value());
        Assert.Equal(3, later["y"].Value());
        Assert.NotEqual(result, later);
    }

    [Fact]
    public async Task Outputs_are_asked_for_as_what_they_are()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("all", dag.Split("split", CountUp, x));
        dag.Output("y", x);
        DagPlan plan = dag.Compile();
        using AiTensor three = Number(3);
        using DagResult result = plan.Run(new NamedTensors { ["x"] = three });

        Assert.Equal("The output 'all' is a sequence: ask for it with GetSequence.", Assert.Throws<InvalidOperationException>(() => result["all"]).Message);
        Assert.Equal("The output 'y' is one tensor, not a sequence.", Assert.Throws<InvalidOperationException>(() => result.GetSequence("y")).Message);
        Assert.Throws<KeyNotFoundException>(() => result["z"]);
        Assert.StartsWith("There is no output 2 of plan 'p'; it has 2: 'all', 'y'.", Assert.Throws<ArgumentOutOfRangeException>(() => result[2]).Message, StringComparison.Ordinal);
        Assert.Equal([3], result.ToArray<float>("y"));
        Assert.Equal([3], result.ToArray<float>(1));
        Assert.Throws<TensorMismatchException>(() => result.AsStrings("y").Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => result[-1]);
        Assert.Throws<InvalidOperationException>(() => default(DagResult).Count);
        using AiTensor detached = result.Detach("y");
        Assert.Equal("The output 'y' was detached.", Assert.Throws<InvalidOperationException>(() => result["y"]).Message);
        Assert.Equal(3, detached.Value());
        Assert.Equal([0, 1, 2], result.GetSequence("all").Select(static item => item.Value()));
    }

    private static async Task AssertRefusedAsync(DagPlan plan, NamedTensors inputs, string name, string message)
    {
        TensorMismatchException error = await Assert.ThrowsAsync<TensorMismatchException>(async () => await plan.RunAsync(inputs));
        Assert.Equal((name, message), (error.Name, error.Message));
        Assert.Equal(message, Assert.Throws<TensorMismatchException>(() => plan.Run(inputs)).Message);
    }
}
