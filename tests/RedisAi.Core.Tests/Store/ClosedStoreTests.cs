using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Store;

/// <summary>The store of an engine that is closed, or closing.</summary>
public sealed class ClosedStoreTests
{
    private const string Path = "closed.safetensors";

    public static TheoryData<string, Func<ITensorStore, Task>> Members => new()
    {
        { "Get", static store => Run(() => _ = store.Get("k")) },
        { "Get with its version", static store => Run(() => _ = store.Get("k", out _)) },
        { "GetAsync", static async store => await store.GetAsync("k") },
        { "GetRequired", static store => Run(() => _ = store.GetRequired("k")) },
        { "GetOrAdd", static store => Run(() => _ = store.GetOrAdd("k", static _ => Number(1))) },
        { "Update", static store => Run(() => store.Update("k", static _ => Number(1))) },
        { "Set", static store => Run(() => Give(tensor => store.Set("k", tensor))) },
        { "SetAsync", static store => SetAsync(store) },
        { "SetAll", static store => Run(() => Give(tensor => store.SetAll([KeyValuePair.Create("k", tensor)]))) },
        { "TryUpdate", static store => Run(() => Give(tensor => _ = store.TryUpdate("k", tensor, 0))) },
        { "Remove", static store => Run(() => _ = store.Remove("k")) },
        { "Contains", static store => Run(() => _ = store.Contains("k")) },
        { "GetTimeToLive", static store => Run(() => _ = store.GetTimeToLive("k")) },
        { "SetTimeToLive", static store => Run(() => _ = store.SetTimeToLive("k", null)) },
        { "Keys", static store => Run(() => _ = store.Keys()) },
        { "SaveAsync", static store => store.SaveAsync(Path) },
        { "LoadAsync", static store => store.LoadAsync(Path) },
    };

    [Theory]
    [MemberData(nameof(Members), DisableDiscoveryEnumeration = true)]
    public async Task Store_of_a_closed_engine_refuses_every_use(string member, Func<ITensorStore, Task> use)
    {
        RedisAiEngine ai = new();
        await ai.DisposeAsync();

        Exception? error = await Record.ExceptionAsync(() => use(ai.Tensors));

        Assert.True(error is ObjectDisposedException, $"{member}: {error}");
        Assert.StartsWith("The engine was disposed, or its host is shutting down.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closed_store_says_that_it_is_empty()
    {
        RedisAiEngine ai = new();
        Put(ai);

        await ai.DisposeAsync();

        Assert.Equal((0, 0), (ai.Tensors.Count, ai.Tensors.ByteLength));
    }

    [Fact]
    public async Task Saving_a_closed_store_leaves_the_file_as_it_was()
    {
        using TemporaryFolder folder = new();
        string file = folder["calls.safetensors"];
        RedisAiEngine ai = new();
        Put(ai);
        await ai.Tensors.SaveAsync(file);
        await ai.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => ai.Tensors.SaveAsync(file));

        await using RedisAiEngine next = new();
        Assert.Equal(1, await next.Tensors.LoadAsync(file));
    }

    [Fact]
    public async Task What_runs_while_the_engine_closes_reads_and_writes_the_store()
    {
        RedisAiEngine ai = new();
        Put(ai);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool persisted = false;
        DagBuilder dag = ai.CreateDag("p");
        DagValue waited = dag.Function(
            "wait",
            async (x, stop) =>
            {
                await go.Task.WaitAsync(stop);
                using AiTensor found = ai.Tensors.GetRequired("k");
                ai.Tensors.Set("seen", found);
                persisted = ai.Tensors.Contains("seen");
                return Add(found, x.Value());
            },
            dag.Input("x"));
        dag.Persist(waited, "sum");
        dag.Output("y", waited);
        DagPlan plan = dag.Compile();

        Task<float> run = RunAsync(plan, 2);
        Task disposal = ai.DisposeAsync().AsTask();
        bool early = disposal.IsCompleted;
        go.SetResult();

        Assert.Equal(3, await run);
        await Eventually.EndsAsync(disposal);
        Assert.Equal((false, true), (early, persisted));
        Assert.Throws<ObjectDisposedException>(() => ai.Tensors.Contains("sum"));
    }

    [Fact]
    public async Task Graph_is_not_compiled_for_a_closed_engine()
    {
        RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Function("f", static x => x, dag.Input("x")));
        await ai.DisposeAsync();

        ObjectDisposedException error = Assert.Throws<ObjectDisposedException>(dag.Compile);

        Assert.StartsWith("The engine was disposed, or its host is shutting down.", error.Message, StringComparison.Ordinal);
    }

    private static async Task SetAsync(ITensorStore store)
    {
        using AiTensor tensor = Number(1);
        await store.SetAsync("k", tensor);
    }

    private static Task Run(Action use)
    {
        use();
        return Task.CompletedTask;
    }

    private static void Put(RedisAiEngine ai) => Give(tensor => ai.Tensors.Set("k", tensor));

    private static void Give(Action<AiTensor> use)
    {
        using AiTensor tensor = Number(1);
        use(tensor);
    }
}
