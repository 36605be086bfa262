using RedisAi.Backends.Onnx;
using RedisAi.Store.Redis;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/redis-models.md.</summary>
public sealed class RedisModelSnippets
{
    [Fact]
    public async Task A_model_for_all_processes()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        string redis = server.Configuration;
        string model = TestData.Path("onnx", "add_dynamic.onnx");
        #region redis-models-store
        RedisTensorStore store = new(new RedisStoreOptions { Configuration = redis, ModelTurnTimeout = TimeSpan.FromSeconds(10) });
        await using RedisAiEngine ai = new(new RedisAiOptions { SharedStore = store }, [new OnnxBackend()]);
        await ai.RestoreAsync();                    // what others have stored; from now on this process follows them. A host does this when it starts.
        await ai.Models.StoreAsync("add", model);   // returns when it serves in all processes that are alive
        #endregion
        #region redis-models-rollout
        Rollout? rollout = await store.Models.GetRolloutAsync("add");
        foreach (RolloutProcess process in rollout!.Processes)
        {
            Console.WriteLine($"{process.Address} {process.State} {process.Reason}");   // web-7:4211 Serving
        }
        #endregion
        Assert.Equal(RolloutState.Serving, Assert.Single(rollout.Processes).State);
    }
}
