using System.Text;
using RedisAi.Tests.Scripts;
using Xunit;
using static RedisAi.Tests.Persistence.CatalogLife;

namespace RedisAi.Tests.Persistence;

/// <summary>Plans that outlive the process.</summary>
public class CatalogPlanTests
{
    [Fact]
    public async Task Plan_of_every_kind_of_node_that_is_data_comes_back_and_gives_the_same()
    {
        CatalogLife first = new(new FakeStorage());
        await StoreAsync(first);
        first.Ai.Dags.Store(Everything(first.Ai));
        string drawing = first.Ai.Dags["all"].ToMermaid();

        await using CatalogLife second = await first.EndAndBeginAsync();
        DagPlan plan = second.Ai.Dags["all"];
        Assert.Equal(drawing, plan.ToMermaid());
        Assert.Equal(["a", "b"], plan.Placeholders);
        Assert.Equal(["scripted", "repaired", "failing", "branch"], plan.Outputs.Select(static output => output.Name));
        Assert.Equal("x Float32[-1]", plan.Inputs[0].ToString());
        Assert.Equal(["unused"], plan.UnusedInputs);
        using AiTensor tensor = AiTensor.Create([1], [5f]);
        using AiTensor flag = AiTensor.Create([1], [true]);
        using AiTensor stored = AiTensor.Create([1], [7f]);
        second.Ai.Tensors.Set("loaded/1", stored);
        DagRunOptions options = new();
        options.Arguments["a"] = "1";
        options.Arguments["b"] = "2";
        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = tensor, ["flag"] = flag, ["unused"] = flag }, options);
        Assert.Equal([5f], result["branch"].ToArray<float>());
        Assert.Equal([7f], result["repaired"].ToArray<float>());
        using AiTensor? kept = second.Ai.Tensors.Get("kept/2");
        Assert.Equal([5f], kept!.ToArray<float>());
        Assert.NotNull(second.Ai.Tensors.GetTimeToLive("kept/2"));
    }

    [Fact]
    public async Task Plan_is_replaced_and_removed_in_the_storage_too()
    {
        CatalogLife first = new(new FakeStorage());
        await StoreAsync(first);
        first.Ai.Dags.Store(Simple(first.Ai, "kept", output: "one"));
        first.Ai.Dags.Store(Simple(first.Ai, "kept", output: "two"));
        first.Ai.Dags.Store(Simple(first.Ai, "removed", output: "one"));
        first.Ai.Dags.Store(Simple(first.Ai, "function", output: "one"));
        first.Ai.Dags.Store(WithFunction(first.Ai, "function"));
        Assert.True(first.Ai.Dags.Remove("removed"));
        Assert.Contains(
            "RedisAi[126]: The plan 'function', version 1, is not kept in the storage of a test: its node 'if/then/twice' is a C# function. It will not be there after a restart", first.Log.Lines);

        CatalogLife second = await first.EndAndBeginAsync();
        Assert.Equal("kept", Assert.Single(second.Ai.Dags.List()).Name);
        Assert.Equal("two", Assert.Single(second.Ai.Dags["kept"].Outputs).Name);

        CatalogLife third = await second.EndAndBeginAsync(restores: false);
        Assert.True(third.Ai.Dags.Remove("kept"));
        Assert.False(third.Ai.Dags.Remove("kept"));
        Assert.Empty(await third.Ai.RestoreAsync());
        await using CatalogLife fourth = await third.EndAndBeginAsync();
        Assert.Empty(fourth.Ai.Dags.List());
    }

    [Fact]
    public async Task Plan_that_could_not_be_written_is_not_there_and_one_that_is_there_stays()
    {
        await using CatalogLife life = new(new FakeStorage());
        await StoreAsync(life);
        life.Ai.Dags.Store(Simple(life.Ai, "p", output: "one"));
        life.Storage.Failure = new IOException("the disk is full");
        Assert.Throws<DurableStorageException>(() => life.Ai.Dags.Store(Simple(life.Ai, "p", output: "two")));
        Assert.Throws<DurableStorageException>(() => life.Ai.Dags.Remove("p"));
        Assert.Equal("one", Assert.Single(life.Ai.Dags["p"].Outputs).Name);
        life.Storage.Failure = null;
    }

    [Fact]
    public async Task Plan_whose_model_is_gone_is_told_of_and_comes_back_once_the_model_does()
    {
        CatalogLife first = new(new FakeStorage());
        await StoreAsync(first);
        first.Ai.Dags.Store(Simple(first.Ai, "p", output: "one"));
        await first.Ai.Models.DeleteAsync("m");

        await using CatalogLife second = await first.EndAndBeginAsync(restores: false);
        RestoreFailure failure = Assert.Single(await second.Ai.RestoreAsync());
        Assert.Equal(new DurableItemId(DurableItemKind.Plan, "p", 1), failure.Item);
        Assert.IsType<DagCompilationException>(failure.Error);
        await second.Ai.Models.StoreAsync("m", Model("one"));
        Assert.Empty(await second.Ai.RestoreAsync());
        Assert.Equal("p", second.Ai.Dags["p"].Name);
    }

    [Fact]
    public async Task Graph_in_which_anything_is_wrong_is_a_typed_error_and_never_a_crash()
    {
        CatalogLife first = new(new FakeStorage());
        await StoreAsync(first);
        first.Ai.Dags.Store(Everything(first.Ai));
        await first.DisposeAsync();
        FakeStorage storage = first.Storage;
        DurableItemId id = new(DurableItemKind.Plan, "all", 1);
        FakeStorage.Item item = storage.Items[id];
        string graph = Encoding.UTF8.GetString(item.Contents["graph"]);
        string[] wrong =
        [
            "", "[]", "{}", "null", graph[..^1], graph.Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal),
            graph.Replace("\"kind\":\"if\"", "\"kind\":\"map\"", StringComparison.Ordinal), graph.Replace("\"kind\":\"load\"", "\"kind\":\"kernel\"", StringComparison.Ordinal),
            graph.Replace("\"node\":0", "\"node\":-1", StringComparison.Ordinal), graph.Replace("\"node\":0", "\"node\":1000", StringComparison.Ordinal),
            graph.Replace("\"outwards\":1", "\"outwards\":9", StringComparison.Ordinal), graph.Replace("\"outwards\":0", "\"outwards\":-1", StringComparison.Ordinal),
            graph.Replace("\"name\":\"all\"", "\"name\":\"other\"", StringComparison.Ordinal), graph.Replace("\"index\":0", "\"index\":2147483647", StringComparison.Ordinal),
            string.Concat(Enumerable.Repeat("[", 2000)),
        ];
        foreach (string text in wrong)
        {
            Assert.True(text != graph, $"{text} is not another text.");
            Assert.NotNull(await RestoreAsync(text));
        }

        Random random = new(11);
        for (int round = 0; round < 300; round++)
        {
            char[] text = graph.ToCharArray();
            text[random.Next(text.Length)] = "{}[]\",:019ax-"[random.Next(13)];
            await RestoreAsync(new string(text));
        }

        async Task<Exception?> RestoreAsync(string text)
        {
            storage.Items[id] = item with { Contents = new() { ["graph"] = Encoding.UTF8.GetBytes(text) } };
            await using CatalogLife life = new(storage.Reopened());
            Exception? error = (await life.Ai.RestoreAsync()).SingleOrDefault()?.Error;
            Assert.True(error is null or RedisAiException, $"{text}\n{error}");
            return error;
        }
    }

    private static async Task StoreAsync(CatalogLife life)
    {
        await life.Ai.Models.StoreAsync("m", Model("one"));
        await life.Ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
    }

    private static DagPlan Simple(RedisAiEngine ai, string name, string output)
    {
        DagBuilder dag = ai.CreateDag(name);
        dag.Output(output, dag.Model("m", dag.Input("x"))[0]);
        return dag.Compile();
    }

    private static DagPlan WithFunction(RedisAiEngine ai, string name)
    {
        DagBuilder dag = ai.CreateDag(name);
        DagValue value = dag.Input("x");
        dag.Output("y", dag.If("if", dag.Input("flag"), scope => scope.Function("twice", static x => x, value), _ => value));
        return dag.Compile();
    }

    private static DagPlan Everything(RedisAiEngine ai)
    {
        DagBuilder dag = ai.CreateDag("all");
        DagValue x = dag.Input("x", TensorDataType.Float32, [-1]);
        DagValue flag = dag.Input("flag");
        dag.Input("unused");
        DagValue loaded = dag.Load("loaded/{a}").WithType(TensorDataType.Float32, [-1]);
        DagNode model = dag.Model("m", ("x", x)).Named("model").WithTimeout(TimeSpan.FromSeconds(30));
        DagNode script = dag.Script("s", "echo", [model["y"]], keys: ["key/{a}"], args: ["{{braces}}"]);
        DagNode failing = dag.Script("s", "echo", x).Named("failing");
        DagValue later = dag.Model("m", loaded)[0];
        failing.WithFallback(scope => scope.Model("m", later)[0]);
        DagNode branch = dag.If("branch", flag, scope => [scope.Model("m", x)[0]], scope => [scope.If("inner", flag, _ => loaded, inner => inner.Model("m", later)[0])]);
        dag.Model("m", x).Named("beside").Always();
        dag.Output("scripted", script[0]);
        dag.Output("repaired", dag.Model("m", later)[0]);
        dag.Output("failing", failing[0]);
        dag.Output("branch", branch[0]);
        dag.Persist(model[0], "kept/{b}", TimeSpan.FromMinutes(5));
        return dag.Compile();
    }
}
