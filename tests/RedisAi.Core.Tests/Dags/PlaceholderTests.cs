using RedisAi.Tests.Scripts;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Keys that a run fills in.</summary>
public sealed class PlaceholderTests
{
    [Fact]
    public async Task Keys_are_filled_in_with_the_session_and_with_arguments()
    {
        await using RedisAiEngine ai = new();
        using AiTensor context = Number(5);
        ai.Tensors.Set("user:7/de/{raw}", context);
        DagBuilder dag = ai.CreateDag("p");
        DagValue sum = dag.Function("sum", static (a, b) => Sum(a, b), dag.Input("x"), dag.Load("{session}/{language}/{{raw}}"));
        dag.Persist(sum, "sum:{language}:{session}:{language}");
        dag.Output("y", sum);
        DagPlan plan = dag.Compile();

        float y = await RunAsync(plan, 2, new DagRunOptions { Session = "user:7", Arguments = { ["language"] = "de" } });

        Assert.Equal(7, y);
        Assert.Equal(["language", "session"], plan.Placeholders);
        using AiTensor kept = ai.Tensors.GetRequired("sum:de:user:7:de");
        Assert.Equal(7, kept.Value());
    }

    [Fact]
    public async Task Run_that_leaves_a_placeholder_open_is_refused_before_anything_runs()
    {
        await using RedisAiEngine ai = new();
        Counted ran = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Function("f", ran.Pass, dag.Input("x"));
        dag.Persist(x, "{session}:{language}");
        DagPlan plan = dag.Compile();

        ArgumentException noLanguage = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(plan, 1, new InferenceOptions { Session = "a" }));
        ArgumentException noSession = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(plan, 1, new DagRunOptions { Arguments = { ["language"] = "de", ["session"] = "a" } }));

        Assert.Equal("The plan 'p' must be given a value for {language}: set it in DagRunOptions.Arguments.", noLanguage.Message);
        Assert.Equal("The plan 'p' must be run with a session: set InferenceOptions.Session.", noSession.Message);
        Assert.Equal(0, ran.Count);
    }

    [Theory]
    [InlineData("a{", 1)]
    [InlineData("a}", 1)]
    [InlineData("{}", 0)]
    [InlineData("{session", 0)]
    [InlineData("{session}}", 9)]
    [InlineData("x{a{b}", 1)]
    public async Task Brace_that_begins_no_placeholder_is_refused(string key, int place)
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");

        ArgumentException error = Assert.Throws<ArgumentException>(() => dag.Load(key));

        Assert.Equal($"The key '{key}' has a brace at {place} that begins no placeholder such as {{session}}; write {{{{ and }}}} for braces. (Parameter 'key')", error.Message);
    }

    [Fact]
    public async Task Scripts_are_told_keys_and_arguments_of_the_run()
    {
        string seen = "";
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", call =>
        {
            seen = $"{string.Join(',', call.Keys.ToArray())} {string.Join(',', call.Args.ToArray())}";
            call.Outputs.Add(call.Inputs[0].AddReference());
        }));
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Script("s", "f", [dag.Input("x")], keys: ["{session}:k"], args: ["{count}", "fix", "{{{count}}}"])[0]);
        DagPlan plan = dag.Compile();

        await RunAsync(plan, 2, new DagRunOptions { Session = "user:7", Arguments = { ["count"] = "3" } });

        Assert.Equal("user:7:k 3,fix,{3}", seen);
    }

    [Fact]
    public async Task Tensor_that_is_not_there_fails_its_node_unless_that_has_a_fallback()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue loaded = dag.Load("absent");
        DagValue safe = dag.Load("absent");
        safe.Node.WithFallback(_ => x);
        dag.Output("y", safe);
        DagPlan plan = dag.Compile();
        dag.Output("z", loaded);
        DagPlan unsafePlan = dag.Compile();

        Assert.Equal(3, await RunAsync(plan, 3));
        DagExecutionException error = await FailsAsync(unsafePlan, 3);
        Assert.Equal("absent", error.Node);
        Assert.Equal("absent", Assert.IsType<TensorNotFoundException>(error.InnerException).Key);
    }
}
