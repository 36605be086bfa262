using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>Plans that run: values, branches, items, what is persisted and what fails.</summary>
public sealed class DagRunTests
{
    [Fact]
    public async Task Run_that_ended_elsewhere_gives_its_result_once()
    {
        await using RedisAiEngine ai = new();
        TaskCompletionSource<AiTensor> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Function("wait", (_, _) => new ValueTask<AiTensor>(ended.Task), dag.Input("x")));
        DagPlan plan = dag.Compile();
        using AiTensor x = Graphs.Number(1);
        ValueTask<DagResult> run = plan.RunAsync(new NamedTensors { ["x"] = x });
        Assert.False(run.IsCompleted);

        ended.SetResult(Graphs.Number(2));

#pragma warning disable CA2012 // That it may be awaited once only is what this is about.
        using (DagResult result = await run)
        {
            Assert.Equal(2, result[0].Value());
        }

        Assert.Throws<InvalidOperationException>(() => run.GetAwaiter().GetResult());
#pragma warning restore CA2012
    }

    [Fact]
    public async Task Chain_of_functions_gives_what_they_give_one_after_the_other()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("chain");
        DagValue value = dag.Input("x");
        for (int i = 0; i < 5; i++)
        {
            value = dag.Function($"add{i}", static x => Add(x, 1), value);
        }

        dag.Output("y", value);
        DagPlan plan = dag.Compile();

        Assert.Equal(7, await RunAsync(plan, 2));
        Assert.Equal(8, await RunAsync(plan, 3));
    }

    [Fact]
    public async Task Models_and_functions_are_joined_by_their_outputs()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", ModelSource.FromFunction(["x"], ["y"], static inputs => [Scale(inputs[0], 2)]));
        await ai.Models.StoreAsync("sum", ModelSource.FromFunction(["a", "b"], ["c"], static inputs => [AddAll(inputs)]));
        DagBuilder dag = ai.CreateDag("join");
        DagValue x = dag.Input("x");
        DagValue twice = dag.Model("double", x)[0];
        DagValue more = dag.Function("more", static x => Add(x, 10), x);
        dag.Output("y", dag.Model("sum", ("b", twice), ("a", more))["c"]);
        DagPlan plan = dag.Compile();

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal((2 * i) + i + 10, await RunAsync(plan, i));
        }
    }

    [Fact]
    public async Task Only_the_branch_that_is_chosen_runs()
    {
        await using RedisAiEngine ai = new();
        int ran = 0;
        DagBuilder dag = ai.CreateDag("choice");
        DagValue x = dag.Input("x");
        DagValue positive = dag.Function("positive", static x => AiTensor.Create<bool>([], [x.AsSpan<float>()[0] > 0]), x);
        DagValue y = dag.If(
            "sign",
            positive,
            then => then.Function("up", x => Add(x, 1), x),
            otherwise => otherwise.Function(
                "down",
                value =>
                {
                    Interlocked.Increment(ref ran);
                    return Add(value, -1);
                },
                x));
        dag.Output("y", y);
        DagPlan plan = dag.Compile();

        Assert.Equal(6, await RunAsync(plan, 5));
        Assert.Equal(0, ran);
        Assert.Equal(-6, await RunAsync(plan, -5));
        Assert.Equal(1, ran);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Each_item_of_a_sequence_goes_through_the_body_and_the_order_is_kept(int count)
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("items");
        DagValue x = dag.Input("x");
        DagValue offset = dag.Function("offset", static x => Add(x, 100), x);
        DagSequence items = dag.Split("split", _ => [.. Enumerable.Range(0, count).Select(i => AiTensor.Create<float>([1], [i]))], x);
        DagSequence each = dag.Map("each", items, (body, item) => body.Function("plus", static (a, b) => AddAll([a, b]), item, offset));
        dag.Output("all", dag.Gather("join", static all => AiTensor.Create<float>([all.Count], all.Select(static one => one.AsSpan<float>()[0]).ToArray()), each));
        dag.Output("each", each);
        DagPlan plan = dag.Compile();

        using AiTensor input = AiTensor.Create<float>([1], [1]);
        for (int run = 0; run < 3; run++)
        {
            using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = input });

            float[] expected = [.. Enumerable.Range(0, count).Select(static i => i + 101f)];
            Assert.Equal(expected, result["all"].ToArray<float>());
            Assert.Equal(expected, result.GetSequence("each").Select(static one => one.AsSpan<float>()[0]));
        }
    }

    [Fact]
    public async Task What_is_persisted_is_in_the_store_after_a_success_and_not_after_a_failure()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("keep");
        DagValue x = dag.Input("x");
        DagValue before = dag.Load("{session}:sum");
        DagValue sum = dag.Function("sum", static (a, b) => AddAll([a, b]), x, before);
        DagValue checkedSum = dag.Function("check", static s => s.AsSpan<float>()[0] > 100 ? throw new InvalidOperationException("too much") : s.Share(), sum);
        dag.Persist(sum, "{session}:sum", TimeSpan.FromMinutes(1));
        dag.Output("sum", checkedSum);
        DagPlan plan = dag.Compile();
        InferenceOptions options = new() { Session = "user:7" };
        using AiTensor zero = AiTensor.Create<float>([1], [0]);
        ai.Tensors.Set("user:7:sum", zero);

        Assert.Equal(40, await RunAsync(plan, 40, options));
        Assert.Equal(80, await RunAsync(plan, 40, options));
        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => RunAsync(plan, 40, options));

        Assert.Equal("check", error.Node);
        Assert.Equal("The node 'check' of the plan 'keep' failed: too much", error.Message);
        using AiTensor kept = ai.Tensors.GetRequired("user:7:sum");
        Assert.Equal(80, kept.AsSpan<float>()[0]);
        Assert.NotNull(ai.Tensors.GetTimeToLive("user:7:sum"));
    }

    [Fact]
    public async Task Fallback_gives_the_output_of_a_node_that_fails()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("fallback");
        DagValue x = dag.Input("x");
        DagValue risky = dag.Function("risky", static x => x.AsSpan<float>()[0] > 1 ? throw new InvalidOperationException("no") : Add(x, 1), x);
        risky.Node.WithFallback(body => body.Function("instead", static x => Add(x, 1000), x));
        dag.Output("y", dag.Function("last", static y => Add(y, 0.5f), risky));
        DagPlan plan = dag.Compile();

        Assert.Equal(2.5, await RunAsync(plan, 1));
        Assert.Equal(1002.5, await RunAsync(plan, 2));
    }

    [Fact]
    public async Task Asynchronous_function_sees_the_cancellation_of_the_run()
    {
        await using RedisAiEngine ai = new();
        using ManualResetEventSlim started = new();
        DagBuilder dag = ai.CreateDag("slow");
        DagValue slow = dag.Function(
            "slow",
            async (x, stop) =>
            {
                started.Set();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return x.Share();
            },
            dag.Input("x"));
        dag.Output("y", slow);
        DagPlan plan = dag.Compile();
        using CancellationTokenSource cancel = new();

        Task run = RunAsync(plan, 1, null, cancel.Token);
        Eventually.Comes(started);
        await cancel.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Run_that_takes_longer_than_its_time_times_out()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("late");
        DagValue slow = dag.Function(
            "slow",
            static async (x, stop) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return x.Share();
            },
            dag.Input("x"));
        dag.Output("y", slow);
        DagPlan plan = dag.Compile();

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(plan, 1, new InferenceOptions { Timeout = TimeSpan.FromMilliseconds(20) }));

        Assert.Contains("the plan 'late'", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Branches_run_at_the_same_time()
    {
        await using RedisAiEngine ai = new();
        using Barrier both = new(2);
        DagBuilder dag = ai.CreateDag("parallel");
        DagValue x = dag.Input("x");
        DagValue Meet(string name) => dag.Function(
            name,
            value => both.SignalAndWait(TimeSpan.FromSeconds(20)) ? value.Share() : throw new TimeoutException("alone"),
            x);
        dag.Output("y", dag.Function("sum", static (a, b) => AddAll([a, b]), Meet("left"), Meet("right")));
        DagPlan plan = dag.Compile();

        Assert.Equal(6, await RunAsync(plan, 3));
    }

    [Fact]
    public async Task Nodes_that_nobody_needs_are_dropped()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("dead");
        DagValue x = dag.Input("x");
        dag.Function("dead", static _ => throw new InvalidOperationException("It ran."), x);
        dag.Output("y", dag.Function("alive", static x => Add(x, 1), x));

        DagPlan plan = dag.Compile();

        Assert.Equal(["dead"], plan.DroppedNodes);
        Assert.Equal(2, await RunAsync(plan, 1));
        Assert.True(plan.IsReadOnly);
    }

    [Fact]
    public async Task Callers_who_block_all_threads_of_the_pool_do_not_starve_the_nodes_that_they_wait_for()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("slow", ModelSource.FromFunction(["x"], ["y"], static inputs =>
        {
            Thread.SpinWait(20_000);
            return [inputs[0]];
        }));
        DagBuilder dag = ai.CreateDag("blocked");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.Function("sum", static (a, b) => AddAll([a, b]), dag.Model("slow", x)[0], dag.Model("slow", x)[0]));
        DagPlan plan = dag.Compile();
        using AiTensor input = AiTensor.Create<float>([1], [1]);
        NamedTensors inputs = new() { ["x"] = input };

        Task[] callers = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                using DagResult result = plan.Run(inputs);
                Assert.Equal(2, result.AsSpan<float>(0)[0]);
            }
        }))];

        await Eventually.EndsAsync(Task.WhenAll(callers));
    }

    private static async Task<float> RunAsync(DagPlan plan, float x, InferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        using AiTensor input = AiTensor.Create<float>([1], [x]);
        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = input }, options, cancellationToken);
        return result.AsSpan<float>(0)[0];
    }

    private static AiTensor Add(AiTensor x, float y) => AiTensor.Create<float>([1], [x.AsSpan<float>()[0] + y]);

    private static AiTensor Scale(AiTensor x, float y) => AiTensor.Create<float>([1], [x.AsSpan<float>()[0] * y]);

    private static AiTensor AddAll(IReadOnlyList<AiTensor> all) => AiTensor.Create<float>([1], [all.Sum(static x => x.AsSpan<float>()[0])]);
}
