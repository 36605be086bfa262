using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.Backends.Onnx;
using RedisAi.Store.Sqlite;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/durability.md.</summary>
public class DurabilitySnippets : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;

    public DurabilitySnippets() => Environment.CurrentDirectory = _folder.Path;

    [Fact]
    public async Task An_engine_with_a_storage()
    {
        for (int run = 0; run < 2; run++)
        {
            #region durability-engine
            RedisAiOptions options = new() { Storage = new SqliteStorage("data/state.db") };
            options.Durability.Mode = Durability.Interval;                  // None, Interval (the default) or EveryWrite
            options.Durability.Interval = TimeSpan.FromMilliseconds(100);   // one second unless said
            await using RedisAiEngine ai = new(options, []);                // the tensors that were there are there again
            IReadOnlyList<RestoreFailure> failures = await ai.RestoreAsync();   // and the models, scripts and plans
            #endregion
            Assert.Empty(failures);
            Assert.Equal(run, ai.Tensors.Count);
            using AiTensor tensor = AiTensor.Scalar(1f);
            ai.Tensors.Set("a", tensor);
        }
    }

    [Fact]
    public async Task A_host_with_a_storage()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder.Path });
        #region durability-host
        builder.Services.AddRedisAi(options => options.Durability.Mode = Durability.EveryWrite)
            .AddSqliteStorage("data/state.db");
        #endregion
        await using WebApplication app = builder.Build();
        Assert.Equal(0, app.Services.GetRequiredService<IRedisAi>().Tensors.Count);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "data", "state.db")));
    }

    [Fact]
    public async Task Models_that_come_back()
    {
        string path = _folder["models.db"];
        string model = TestData.Path("onnx", "add_dynamic.onnx");
        #region durability-models
        await using (RedisAiEngine before = new(new RedisAiOptions { Storage = new SqliteStorage(path) }, [new OnnxBackend()]))
        {
            await before.Models.StoreAsync("add", model);               // kept with its bytes: the file may vanish
            await before.Models.StoreCandidateAsync("add", ModelSource.FromFile(model), CandidateTraffic.Answers(0.1));
        }

        await using RedisAiEngine after = new(new RedisAiOptions { Storage = new SqliteStorage(path) }, [new OnnxBackend()]);
        foreach (RestoreFailure failure in await after.RestoreAsync())  // none here
        {
            Console.WriteLine($"{failure.Item.Kind} {failure.Item.Key} did not come back: {failure.Error.Message}");
        }

        IEnumerable<string> versions = after.Models.ListVersions("add").Select(static version => $"{version.Version} {version.Role}");   // 2 Candidate, 1 Serving
        #endregion
        Assert.Equal(["2 Candidate", "1 Serving"], versions);
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
