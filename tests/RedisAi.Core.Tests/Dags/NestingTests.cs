using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Branches, items and fallbacks within each other.</summary>
public sealed class NestingTests
{
    [Fact]
    public async Task Branch_within_an_item_within_a_branch_uses_values_of_all_graphs_around_it()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue positive = dag.Function("positive", IsPositive, x);
        DagValue y = dag.If(
            "outer",
            positive,
            then =>
            {
                DagValue hundred = then.Function("hundred", static x => Number(100), x);
                DagSequence items = then.Split("split", CountUp, x);
                DagSequence each = then.Map("each", items, (body, item) =>
                {
                    DagValue odd = body.Function("odd", static i => AiTensor.Create<bool>([], [i.Value() % 2 != 0]), item);
                    return body.If("inner", odd, yes => yes.Function("all", static (a, b, c) => Sum(a, b, c), item, hundred, x), no => item);
                });
                return then.Gather("sum", static all => Sum(all), each);
            },
            otherwise => x);
        dag.Output("y", y);
        DagPlan plan = dag.Compile();

        // Items 0 to 4: 0, 1 + 100 + 5, 2, 3 + 100 + 5, 4.
        for (int run = 0; run < 5; run++)
        {
            Assert.Equal(220, await RunAsync(plan, 5));
            Assert.Equal(-1, await RunAsync(plan, -1));
        }
    }

    [Fact]
    public async Task Failure_within_nodes_is_named_with_those_around_it()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagSequence each = dag.Map("each", dag.Split("split", CountUp, x), static (body, item) => body.If(
            "choice",
            body.Function("positive", IsPositive, item),
            then => then.Function("read", static x => x.Value() == 3 ? throw new InvalidOperationException("no 3") : x, item),
            otherwise => item));
        dag.Output("y", dag.Gather("sum", static all => Sum(all), each));
        DagPlan plan = dag.Compile();

        Assert.Equal(3, await RunAsync(plan, 3));
        DagExecutionException error = await FailsAsync(plan, 5);

        Assert.Equal("each/choice/then/read", error.Node);
        Assert.Equal("p", error.Plan);
        Assert.Equal("no 3", Assert.IsType<InvalidOperationException>(error.InnerException).Message);
        Assert.Equal("The node 'each/choice/then/read' of the plan 'p' failed: no 3", error.Message);
    }

    [Fact]
    public async Task Fallback_within_a_fallback_runs_when_both_fail()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue first = dag.Function("first", static x => x.Value() > 0 ? throw new InvalidOperationException("first") : x, x);
        first.Node.WithFallback(body =>
        {
            DagValue second = body.Function("second", static x => x.Value() > 1 ? throw new InvalidOperationException("second") : Add(x, 10), x);
            second.Node.WithFallback(inner => inner.Function("third", static x => x.Value() > 2 ? throw new InvalidOperationException("third") : Add(x, 100), x));
            return second;
        });
        dag.Output("y", first);
        DagPlan plan = dag.Compile();

        Assert.Equal(0, await RunAsync(plan, 0));
        Assert.Equal(11, await RunAsync(plan, 1));
        Assert.Equal(102, await RunAsync(plan, 2));
        DagExecutionException error = await FailsAsync(plan, 3);

        Assert.Equal("first", error.Node);
        AggregateException both = Assert.IsType<AggregateException>(error.InnerException);
        Assert.StartsWith("The node failed, and so did its fallback ('first/fallback/second').", both.Message, StringComparison.Ordinal);
        Assert.Equal("first", both.InnerExceptions[0].Message);
        AggregateException inner = Assert.IsType<AggregateException>(both.InnerExceptions[1]);
        Assert.Equal(["second", "third"], inner.InnerExceptions.Select(static error => error.Message));
    }

    [Fact]
    public async Task Fallback_of_a_branch_is_taken_when_something_within_it_fails()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagNode choice = dag.If(
            "choice",
            dag.Function("positive", IsPositive, x),
            then => [then.Function("a", static x => Add(x, 1), x), then.Function("b", static x => x.Value() > 1 ? throw new InvalidOperationException("no") : x, x)],
            otherwise => [x, x]);
        choice.WithFallback(body => [x, body.Function("instead", static x => Add(x, 1000), x)]);
        dag.Output("y", dag.Function("sum", static (a, b) => Sum(a, b), choice[0], choice[1]));
        DagPlan plan = dag.Compile();

        Assert.Equal(3, await RunAsync(plan, 1));
        Assert.Equal(1004, await RunAsync(plan, 2));
        Assert.Equal(-2, await RunAsync(plan, -1));
    }

    [Fact]
    public async Task Branches_that_end_on_another_thread_give_their_values_once()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue positive = dag.Function("positive", IsPositive, x);
        DagValue value = x;
        for (int i = 0; i < 4; i++)
        {
            DagValue before = value;
            value = dag.If("choice", positive, then => then.Function("later", LaterAsync, before), otherwise => before);
        }

        dag.Output("y", value);
        DagPlan plan = dag.Compile();

        await Task.WhenAll(Enumerable.Range(1, 4).Select(caller => Task.Run(async () =>
        {
            for (int run = 0; run < 500; run++)
            {
                Assert.Equal(caller + 4, await RunAsync(plan, caller));
            }
        })));

        static async ValueTask<AiTensor> LaterAsync(AiTensor x, CancellationToken stop)
        {
            await Task.Yield();
            return Add(x, 1);
        }
    }

    [Fact]
    public async Task Items_that_end_on_other_threads_keep_their_order()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagSequence items = dag.Split("split", CountUp, dag.Input("x"));
        DagSequence each = dag.Map(
            "each",
            items,
            static (body, item) => body.Function(
                "later",
                static async (x, stop) =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(x.Value() % 3), TimeProvider.System, stop);
                    return Add(x, 0.5f);
                },
                item),
            maxConcurrency: 7);
        dag.Output("each", each);
        DagPlan plan = dag.Compile();
        using AiTensor x = Number(50);

        for (int run = 0; run < 5; run++)
        {
            using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = x });

            Assert.Equal(Enumerable.Range(0, 50).Select(static i => i + 0.5f), result.GetSequence("each").Select(static item => item.Value()));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_items_than_that_are_under_way_at_once(int limit)
    {
        await using RedisAiEngine ai = new();
        int running = 0;
        int most = 0;
        Lock counting = new();
        DagBuilder dag = ai.CreateDag("p");
        DagSequence each = dag.Map(
            "each",
            dag.Split("split", CountUp, dag.Input("x")),
            (body, item) => body.Function(
                "count",
                async (x, stop) =>
                {
                    lock (counting)
                    {
                        most = Math.Max(most, ++running);
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, stop);
                    lock (counting)
                    {
                        running--;
                    }

                    return x;
                },
                item),
            limit);
        dag.Output("y", dag.Gather("sum", static all => Sum(all), each));
        DagPlan plan = dag.Compile();

        Assert.Equal(66, await RunAsync(plan, 12));

        Assert.Equal(limit, most);
    }

    [Fact]
    public async Task Item_that_fails_stops_what_has_not_started_for_the_others()
    {
        await using VirtualEngine engine = new();
        Counted late = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagSequence each = dag.Map("each", dag.Split("split", CountUp, dag.Input("x")), (body, item) =>
        {
            DagValue waited = body.Function("wait", engine.Wait(5), item);
            DagValue risky = body.Function("risky", static x => x.Value() == 0 ? throw new InvalidOperationException("no 0") : x, waited);
            return body.Function("late", late.Pass, body.Function("more", engine.Wait(5), risky));
        });
        dag.Output("y", dag.Gather("sum", static all => Sum(all), each));
        DagPlan plan = dag.Compile();

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, 10));

        Assert.Equal("each/risky", error.Node);
        Assert.Equal(0, late.Count);
        Assert.InRange(engine.Now, 5, 5.01);
    }

    [Fact]
    public async Task Item_that_fails_asks_what_is_under_way_to_stop_and_is_the_one_that_is_named()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue beside = dag.Function("beside", engine.Wait(1_000), x);
        DagSequence each = dag.Map("each", dag.Split("split", CountUp, x), (body, item) => body.If(
            "choice",
            body.Function("positive", IsPositive, item),
            then => then.Function("wait", engine.Wait(1_000), item),
            otherwise => otherwise.Function("broken", static _ => throw new InvalidOperationException("no 0"), otherwise.Function("a little", engine.Wait(5), item))));
        dag.Output("y", dag.Function("sum", static (a, b) => Sum(a, b), dag.Gather("sum", static all => Sum(all), each), beside));
        DagPlan plan = dag.Compile();

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, 10));

        Assert.Equal("each/choice/otherwise/broken", error.Node);
        Assert.InRange(engine.Now, 5, 5.01);
    }

    [Fact]
    public async Task Failure_within_a_node_that_has_a_fallback_stops_nothing_beside_it()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue beside = dag.Function("beside", engine.Wait(20), x);
        DagValue choice = dag.If(
            "choice",
            dag.Function("positive", IsPositive, x),
            then => then.Gather("sum", static all => Sum(all), then.Map("each", then.Split("split", CountUp, x), (body, item) => body.Function("broken", static _ => throw new InvalidOperationException("no"), item))),
            otherwise => x);
        choice.Node.WithFallback(_ => x);
        dag.Output("y", dag.Function("sum", static (a, b) => Sum(a, b), choice, beside));
        DagPlan plan = dag.Compile();

        Assert.Equal(6, await engine.RunAsync(plan, 3));
    }

    [Fact]
    public async Task Maps_within_each_other_and_maps_of_nothing_give_what_loops_would()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagSequence rows = dag.Map("rows", dag.Split("split", CountUp, x), static (row, i) =>
            row.Gather("sum", static all => Sum(all), row.Map("cells", row.Split("split", CountUp, i), (cell, j) => cell.Function("product", static (a, b) => Number(a.Value() * b.Value()), i, j))));
        DagSequence same = dag.Map("same", rows, static (_, item) => item);
        DagSequence other = dag.Map("other", rows, (_, _) => x);
        dag.Output("y", dag.Gather("all", static all => Sum(all), same));
        dag.Output("rows", rows);
        dag.Output("other", other);
        DagPlan plan = dag.Compile();

        foreach (int n in (int[])[0, 1, 5, 0, 5])
        {
            using AiTensor input = Number(n);
            using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = input });
            float[] expected = [.. Enumerable.Range(0, n).Select(static i => (float)(i * Enumerable.Range(0, i).Sum()))];
            Assert.Equal(expected.Sum(), result["y"].Value());
            Assert.Equal(expected, result.GetSequence("rows").Select(static row => row.Value()));
            Assert.Equal(Enumerable.Repeat((float)n, n), result.GetSequence("other").Select(static row => row.Value()));
        }
    }

    [Fact]
    public async Task Branches_may_give_sequences_their_own_or_those_around_them()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagSequence items = dag.Split("split", CountUp, x);
        DagSequence chosen = dag.If(
            "choice",
            dag.Function("many", static x => AiTensor.Create<bool>([], [x.Value() > 2]), x),
            then => then.Map("each", items, static (body, item) => body.Function("add", static x => Add(x, 10), item)),
            otherwise => items);
        dag.Output("chosen", chosen);
        dag.Output("sum", dag.Gather("sum", static all => Sum(all), dag.Map("again", chosen, static (body, item) => body.Function("one", static x => Add(x, 1), item))));
        DagPlan plan = dag.Compile();

        foreach ((int n, float[] expected) in new (int, float[])[] { (3, [10, 11, 12]), (2, [0, 1]), (0, []), (3, [10, 11, 12]) })
        {
            using AiTensor input = Number(n);
            using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = input });
            Assert.Equal(expected, result.GetSequence("chosen").Select(static item => item.Value()));
            Assert.Equal(expected.Sum() + n, result["sum"].Value());
        }

        Assert.Contains("otherwise of choice", plan.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("otherwise of choice", plan.ToSvg(), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => chosen.Node[0]);
        Assert.Throws<InvalidOperationException>(() => chosen.Node.WithFallback(_ => x));
    }

    [Fact]
    public async Task Sequence_of_the_graph_around_is_there_within_a_branch_and_as_an_output_more_than_once()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagSequence items = dag.Split("split", CountUp, x);
        dag.Output("y", dag.If("choice", dag.Function("positive", IsPositive, x), then => then.Gather("sum", static all => Sum(all), items), otherwise => x));
        dag.Output("first", items);
        dag.Output("second", items);
        DagPlan plan = dag.Compile();
        using AiTensor three = Number(3);

        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = three });

        Assert.Equal(3, result["y"].Value());
        Assert.Equal([0, 1, 2], result.GetSequence("first").Select(static item => item.Value()));
        Assert.Equal([0, 1, 2], result.GetSequence("second").Select(static item => item.Value()));
    }

    [Fact]
    public async Task Condition_is_one_truth_value()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue flags = dag.Function("flags", static x => AiTensor.Create<bool>([(int)x.Value()], new bool[(int)x.Value()]), x);
        dag.Output("y", dag.If("choice", flags, then => then.Function("no", static _ => throw new InvalidOperationException(), x), otherwise => x));
        DagPlan plan = dag.Compile();

        Assert.Equal(1, await RunAsync(plan, 1));
        DagExecutionException error = await FailsAsync(plan, 2);

        Assert.Equal("choice", error.Node);
        Assert.Equal("The condition of the node 'choice' is Bool[2]; it must have one element.", error.InnerException!.Message);
    }
}
