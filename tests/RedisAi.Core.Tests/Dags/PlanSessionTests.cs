using RedisAi.Dags.Execution;
using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Stateful models within plans: the answer of the model is twice the one before and the input, so any change of order shows.</summary>
public sealed class PlanSessionTests
{
    [Fact]
    public async Task Runs_of_a_session_call_the_model_in_the_order_of_their_acceptance_however_long_what_comes_before_takes()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreStatefulAsync("m");
        Gates gates = new();
        DagPlan plan = Compile(ai, gates, static (dag, x) => dag.Model("m", x)[0]);

        Task<float>[] runs = [.. Enumerable.Range(1, 4).Select(i => RunAsync(plan, i, Session("a")))];
        Task<float> other = RunAsync(plan, 5, Session("b"));
        gates.Open(5);
        Assert.Equal(5, await other);
        gates.Open(4, 3, 2);
        Assert.All(runs, static run => Assert.False(run.IsCompleted));
        gates.Open(1);

        Assert.Equal((float[])[1, 4, 11, 26], await EndAsync(runs));
    }

    [Fact]
    public async Task Runs_that_fail_are_cancelled_or_late_before_their_model_do_not_hold_up_the_next()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreStatefulAsync("m");
        Gates gates = new();
        DagPlan plan = Compile(ai, gates, static (dag, x) => dag.Model("m", x)[0]);
        using CancellationTokenSource cancellation = new();

        Task<float> fails = RunAsync(plan, -1, Session("a"));
        Task<float> cancelled = RunAsync(plan, 2, Session("a"), cancellation.Token);
        Task<float> late = RunAsync(plan, 3, new InferenceOptions { Session = "a", Timeout = TimeSpan.FromMilliseconds(30) });
        Task<float> last = RunAsync(plan, 4, Session("a"));
        gates.Open(4, -1);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<DagExecutionException>(() => Eventually.EndsAsync(fails));
        await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(cancelled));
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.EndsAsync(late));
        Assert.Contains("the plan 'p'", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((float[])[4], await EndAsync(last));
    }

    [Fact]
    public async Task Run_that_waits_for_its_turn_ends_when_it_is_cancelled_late_or_fails_elsewhere()
    {
        // The timeout passes when all have come to their turns, however slow the machine is.
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await ai.StoreStatefulAsync("m");
        Gates gates = new();
        Gates failures = new();
        DagPlan plan = Compile(ai, gates, (dag, x) =>
        {
            dag.Function("elsewhere", async (x, stop) => (await failures.PassAsync(x, stop)).Value() == 6 ? throw new InvalidOperationException("no") : x, x).Node.Always();
            return dag.Model("m", x)[0];
        });
        using CancellationTokenSource cancellation = new();
        failures.Open(1, 2, 3, 5);
        gates.Open(2, 3, 5, 6);

        Task<float> first = RunAsync(plan, 1, Session("a"));
        Task<float> cancelled = RunAsync(plan, 2, Session("a"), cancellation.Token);
        Task<float> late = RunAsync(plan, 3, new InferenceOptions { Session = "a", Timeout = TimeSpan.FromMilliseconds(30) });
        Task<float> last = RunAsync(plan, 5, Session("a"));
        Task<float> fails = RunAsync(plan, 6, Session("a"));
        await Eventually.HoldsAsync(() => failures.Passed == 3 && WaitingNodes(plan, "a", "m") == 4, "All but the first wait for their turns.");
        failures.Open(6);
        await cancellation.CancelAsync();
        time.Advance(TimeSpan.FromMilliseconds(30));

        Assert.Equal("elsewhere", (await Assert.ThrowsAsync<DagExecutionException>(() => Eventually.EndsAsync(fails))).Node);

        await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(cancelled));
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.EndsAsync(late));
        Assert.Equal("The call of the plan 'p' was not done within 30 ms.", error.Message);
        Assert.False(first.IsCompleted || last.IsCompleted);
        gates.Open(1);
        Assert.Equal((float[])[1, 7], await EndAsync(first, last));
    }

    [Fact]
    public async Task Two_stateful_models_keep_their_orders_without_waiting_for_each_other_in_a_circle()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreStatefulAsync("m");
        await ai.StoreStatefulAsync("n");
        Gates gates = new();
        DagPlan forth = Compile(ai, gates, static (dag, x) => dag.Model("n", dag.Model("m", x)[0])[0]);
        DagPlan back = Compile(ai, gates, static (dag, x) => dag.Model("m", dag.Model("n", x)[0])[0]);

        Task<float>[] runs = [RunAsync(forth, 1, Session("a")), RunAsync(back, 2, Session("a")), RunAsync(forth, 3, Session("a")), RunAsync(back, 4, Session("a"))];
        gates.Open(4, 3, 2, 1);

        // m: 1; n: 1. n: 2 + 2; m: 4 + 2. m: 3 + 12; n: 15 + 8. n: 4 + 46; m: 50 + 30.
        Assert.Equal((float[])[1, 6, 23, 80], await EndAsync(runs));
    }

    [Fact]
    public async Task Calls_of_one_run_come_in_the_order_in_which_their_nodes_were_added()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreStatefulAsync("m");
        Gates gates = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue first = dag.Model("m", dag.Function("wait", gates.PassAsync, x))[0];
        dag.Output("second", dag.Model("m", x)[0]);
        dag.Output("first", first);
        DagPlan plan = dag.Compile();

        Task<float> run = RunAsync(plan, 1, Session("a"));
        gates.Open(1);

        Assert.Equal((float[])[3], await EndAsync(run));
    }

    [Fact]
    public async Task Branches_and_fallbacks_keep_the_order_also_where_they_do_not_call_the_model()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreStatefulAsync("m");
        Gates gates = new();
        DagPlan choice = Compile(ai, gates, static (dag, x) => dag.If(
            "choice",
            dag.Function("small", static x => AiTensor.Create<bool>([], [x.Value() < 10]), x),
            then => then.Model("m", x)[0],
            otherwise => x));
        DagPlan fallback = Compile(ai, gates, static (dag, x) =>
        {
            DagValue risky = dag.Function("risky", static x => x.Value() < 10 ? throw new InvalidOperationException("no") : x, x);
            risky.Node.WithFallback(body => body.Model("m", x)[0]);
            return risky;
        });

        Task<float>[] runs = [RunAsync(choice, 1, Session("a")), RunAsync(choice, 12, Session("a")), RunAsync(fallback, 3, Session("a")), RunAsync(fallback, 14, Session("a")), RunAsync(choice, 5, Session("a"))];
        gates.Open(5, 14, 3, 12, 1);

        Assert.Equal((float[])[1, 12, 5, 14, 15], await EndAsync(runs));
    }

    [Fact]
    public async Task Items_call_a_stateful_model_in_their_order()
    {
        await using RedisAiEngine ai = new();
        await ai.StoreStatefulAsync("m");
        DagBuilder dag = ai.CreateDag("p");
        DagSequence each = dag.Map("each", dag.Split("split", CountUp, dag.Input("x")), static (body, item) => body.Model(
            "m",
            body.Function(
                "later",
                static async (x, stop) =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(6 - x.Value()), TimeProvider.System, stop);
                    return x;
                },
                item))[0]);
        dag.Output("each", each);
        DagPlan plan = dag.Compile();
        using AiTensor five = Number(5);

        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = five }, Session("a"));

        Assert.Equal([0, 1, 4, 11, 26], result.GetSequence("each").Select(static item => item.Value()));
    }

    [Fact]
    public async Task Runs_of_different_sessions_share_runs_of_the_model()
    {
        await using RedisAiEngine ai = new();
        using ManualResetEventSlim running = new();
        using ManualResetEventSlim go = new();
        List<int> rows = [];
        await ai.Models.StoreAsync(
            "m",
            ModelSource.FromFunction(
                new ModelSignature([Batching.Specs.Floats("x", "batch", 1)], [Batching.Specs.Floats("y", "batch", 1)]),
                inputs =>
                {
                    lock (rows)
                    {
                        rows.Add((int)inputs[0].Shape[0]);
                    }

                    running.Set();
                    Eventually.Comes(go);
                    return [inputs[0].Share()];
                }),
            new ModelOptions { Batching = { Mode = BatchingMode.On }, WarmUp = false });
        DagBuilder dag = ai.CreateDag("p");
        int coming = 0;
        DagValue row = dag.Function("row", x => Interlocked.Increment(ref coming) > 0 ? x.Reshape([1, 1]) : x, dag.Input("x"));
        dag.Output("y", dag.Function("more", static x => Add(x, 1), dag.Model("m", row)[0]));
        DagPlan plan = dag.Compile();

        // Those that come while others run wait, and then share a run; on a busy machine they may not yet have come in the first rounds.
        for (int round = 0; round < 50 && rows.TrueForAll(static count => count == 1); round++)
        {
            (coming, List<Task<float>> runs) = (0, []);
            running.Reset();
            go.Reset();
            runs.AddRange(Enumerable.Range(0, Environment.ProcessorCount).Select(i => RunAsync(plan, i, Session($"{i}"))));
            Eventually.Comes(running);
            runs.AddRange(Enumerable.Range(runs.Count, 8).Select(i => RunAsync(plan, i, Session($"{i}"))));
            await Eventually.HoldsAsync(() => coming == runs.Count, "All come to the model.");
            go.Set();

            Assert.Equal(Enumerable.Range(1, runs.Count).Select(static i => (float)i), await EndAsync([.. runs]));
        }

        Assert.Contains(rows, static count => count > 1);
    }

    private static async Task<float[]> EndAsync(params Task<float>[] runs)
    {
        Task<float[]> all = Task.WhenAll(runs);
        await Eventually.EndsAsync(all);
        return await all;
    }

    /// <summary>How many nodes have come to where a model is called, and wait for the runs before theirs.</summary>
    private static int WaitingNodes(DagPlan plan, string session, string model)
    {
        // A place behind all others, from which they are seen; it is left again at once.
        SessionPlace last = new();
        plan.Services.Order.Reserve(session, [model], [1], [last]);
        int waiting = 0;
        for (SessionPlace? place = last.Previous; place is not null; place = place.Previous)
        {
            waiting += place.Waiter is null ? 0 : 1;
        }

        plan.Services.Order.Leave(last);
        return waiting;
    }

    private static InferenceOptions Session(string name) => new() { Session = name };

    /// <summary>A plan in which a number waits until its gate is open, and then fails if it is negative.</summary>
    private static DagPlan Compile(RedisAiEngine ai, Gates gates, Func<DagBuilder, DagValue, DagValue> build)
    {
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", build(dag, dag.Function("wait", gates.PassAsync, dag.Input("x"))));
        return dag.Compile();
    }

    /// <summary>A gate for each number.</summary>
    private sealed class Gates
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<float, TaskCompletionSource> _gates = [];

        private int _passed;

        /// <summary>How many have gone through.</summary>
        public int Passed => Volatile.Read(ref _passed);

        public void Open(params float[] numbers) => Array.ForEach(numbers, number => Gate(number).SetResult());

        public async ValueTask<AiTensor> PassAsync(AiTensor x, CancellationToken stop)
        {
            float number = x.Value();
            await Gate(number).Task.WaitAsync(stop);
            Interlocked.Increment(ref _passed);
            return number < 0 ? throw new InvalidOperationException("no") : x;
        }

        private TaskCompletionSource Gate(float number) =>
            _gates.GetOrAdd(number, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
