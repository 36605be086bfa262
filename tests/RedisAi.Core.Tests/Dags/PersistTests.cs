using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>What a run writes to the store: all of it, or nothing.</summary>
public sealed class PersistTests
{
    [Fact]
    public async Task Nothing_is_written_when_the_store_has_no_room_for_all()
    {
        RedisAiOptions options = new() { Tensors = { MaxBytes = 10, Eviction = TensorEviction.Reject } };
        await using RedisAiEngine ai = new(options, []);
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Persist(x, "a");
        dag.Persist(dag.Function("b", static x => Add(x, 1), x), "b", TimeSpan.FromMinutes(1));
        dag.Persist(dag.Function("c", static x => Add(x, 2), x), "c");
        DagPlan plan = dag.Compile();
        using AiTensor one = Number(1);

        await Assert.ThrowsAsync<TensorStoreFullException>(async () => await plan.RunAsync(new NamedTensors { ["x"] = one }));
        Assert.Throws<TensorStoreFullException>(() => plan.Run(new NamedTensors { ["x"] = one }));

        Assert.Equal((0, 0), (ai.Tensors.Count, ai.Tensors.ByteLength));
    }

    [Fact]
    public async Task Nothing_is_written_by_a_run_that_fails_is_cancelled_or_late()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Persist(dag.Function("early", static x => x, x), "early");
        dag.Persist(dag.Function("broken", static x => x.Value() < 0 ? throw new InvalidOperationException("no") : x, x), "broken");
        dag.Output("y", dag.Function("last", engine.Busy(5), x));
        DagPlan plan = dag.Compile();
        using CancellationTokenSource cancellation = new();
        await using ITimer timer = engine.Time.CreateTimer(_ => cancellation.Cancel(), null, TimeSpan.FromMilliseconds(3), Timeout.InfiniteTimeSpan);

        await Assert.ThrowsAsync<OperationCanceledException>(() => engine.Drive(RunAsync(plan, 1, null, cancellation.Token)));
        await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, -1));
        await Assert.ThrowsAsync<TimeoutException>(() => engine.RunAsync(plan, 1, timeoutMs: 4));

        Assert.Equal(0, engine.Engine.Tensors.Count);
        await engine.RunAsync(plan, 1);
        Assert.Equal(2, engine.Engine.Tensors.Count);
    }

    [Fact]
    public async Task Value_may_be_persisted_under_several_keys_and_be_an_output_as_well()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue y = dag.Function("y", static x => Add(x, 1), x);
        dag.Persist(y, "a");
        dag.Persist(y, "b");
        dag.Persist(x, "x");
        dag.Output("1", y);
        dag.Output("2", y);
        DagPlan plan = dag.Compile();
        using AiTensor one = Number(1);

        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = one });

        using AiTensor a = ai.Tensors.GetRequired("a");
        using AiTensor b = ai.Tensors.GetRequired("b");
        Assert.Equal([2, 2, 2, 2], [a.Value(), b.Value(), result[0].Value(), result["2"].Value()]);
        Assert.Equal(3, ai.Tensors.Count);
    }

    [Fact]
    public async Task Plan_may_persist_and_give_nothing_else()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Persist(dag.Input("x"), "x", TimeSpan.FromMinutes(1));
        DagPlan plan = dag.Compile();
        using AiTensor one = Number(1);

        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = one });

        Assert.Equal(0, result.Count);
        Assert.True(ai.Tensors.Contains("x"));
        Assert.NotNull(ai.Tensors.GetTimeToLive("x"));
        Assert.False(plan.IsReadOnly);
    }
}
