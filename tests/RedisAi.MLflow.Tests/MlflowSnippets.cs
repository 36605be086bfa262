using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RedisAi.Backends.Onnx;
using RedisAi.Client.Tests;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests;

/// <summary>The code of docs/mlflow.md and docs/mlflow-client.md, against a registry of the tests.</summary>
public sealed class MlflowSnippets
{
    private const string Variable = "MLFLOW_TRACKING_URI";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_that_is_fetched_and_deployed()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(Registry().AnswerAsync);
        using TemporaryFolder cache = new();
        Environment.SetEnvironmentVariable(Variable, server.Address);
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", cache.Path);
        try
        {
            #region mlflow-client
            using var mlflow = new MlflowClient();                                     // settings of the environment: MLFLOW_TRACKING_URI and so on
            using DownloadedModel model = await mlflow.DownloadAsync("models:/resnet@champion");
            Console.WriteLine($"{model.Model.Version} {model.Digest} {model.LocalPath}");
            #endregion
            Assert.Equal("6", model.Model.Version);
            byte[] request = """{"inputs":{"x":[[2]]}}"""u8.ToArray();

            #region mlflow-deploy
            await using var ai = new RedisAiEngine(new OnnxBackend());
            var deployments = new MlflowDeployments(ai, mlflow);
            await deployments.CreateAsync("resnet", "models:/resnet@champion", config: new Dictionary<string, string> { ["batchsize"] = "8" });
            ReadOnlyMemory<byte> answer = await deployments.PredictAsync("resnet", request);   // JSON in, JSON out, as MLflow scores
            await deployments.UpdateAsync("resnet", "models:/resnet/7");                       // swapped when it is ready; calls go on meanwhile
            await deployments.DeleteAsync("resnet");                                           // no error where there is none
            #endregion
            Assert.Equal("""{"predictions":{"y":[[12.0]]}}""", Encoding.UTF8.GetString(answer.Span));

            #region mlflow-run-local
            await using LocalDeployment trial = await MlflowDeployments.RunLocalAsync("resnet", "models:/resnet@champion", mlflow, [new OnnxBackend()]);
            ReadOnlyMemory<byte> tried = await trial.PredictAsync(request);
            #endregion
            Assert.Equal(Encoding.UTF8.GetString(answer.Span), Encoding.UTF8.GetString(tried.Span));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", null);
        }
    }

    [Fact]
    public async Task A_model_that_is_deployed_to_a_server()
    {
        await using ReplayServer registry = await ReplayServer.StartAsync(Registry().AnswerAsync);
        using ClientUnderTest test = new(registry.Address);
        MlflowClient mlflow = test.Client;
        await using ServerUnderTest running = await ServerUnderTest.StartAsync();
        string address = running.Url;
        byte[] request = """{"inputs":{"x":[[2]]}}"""u8.ToArray();

        #region mlflow-deploy-remote
        await using RedisAiClient server = await RedisAiClient.ConnectAsync(address);      // redisai://host:6379
        var remote = new MlflowDeployments(server, mlflow);                                // the same calls, by RedisAI's commands
        await remote.CreateAsync("resnet", "models:/resnet@champion", config: new Dictionary<string, string> { ["tag"] = "v7" });
        ReadOnlyMemory<byte> predictions = await remote.PredictAsync("resnet", request);
        #endregion
        Assert.Equal("""{"predictions":{"y":[[12.0]]}}""", Encoding.UTF8.GetString(predictions.Span));
    }

    [Fact]
    public async Task A_run_that_is_logged_to()
    {
        RunServer runs = new();
        await using ReplayServer server = await ReplayServer.StartAsync(runs.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        MlflowClient mlflow = test.Client;
        string report = "all well";

        #region mlflow-log
        await using RunLogger run = await mlflow.StartRunAsync(new RunOptions { ExperimentName = "bench" });
        run.LogParameter("batch", "8");
        run.LogMetric("latency_p50", 1.7, step: 12);
        await run.LogTextAsync(report, "report/summary.txt");
        await run.EndAsync();                                                      // or FlushAsync() in between; a run that is only disposed has failed
        #endregion
        Assert.Equal("FINISHED", (string?)runs.Bodies[^1]!["status"]);
    }

    [Fact]
    public async Task A_model_that_follows_its_alias()
    {
        FakeMlflow registry = Registry();
        await using ReplayServer server = await ReplayServer.StartAsync(registry.AnswerAsync);
        using TemporaryFolder cache = new();
        WebApplicationBuilder builder = Application(server, cache);

        #region mlflow-follow
        builder.Services.AddRedisAi()
            .AddOnnxBackend()
            .AddMlflowModel("resnet", "models:/resnet@champion", refresh: TimeSpan.FromSeconds(30));
        builder.Services.AddHealthChecks().AddRedisAi();
        #endregion
        builder.Services.AddAuthorization();
        await using WebApplication app = builder.Build();
        #region mlflow-webhook
        app.MapPost("/registry", (MlflowFollower follower, CancellationToken token) => follower.RefreshAsync("resnet", token)).RequireAuthorization();
        #endregion
        await app.StartAsync(Token);
        IModel resnet = app.Services.GetRequiredKeyedService<IModel>("resnet");
        Assert.Equal(6, await AskAsync(resnet));

        registry.Aliases[("resnet", "champion")] = "7";
        await app.Services.GetRequiredService<MlflowFollower>().RefreshAsync("resnet", Token);
        Assert.Equal(7, await AskAsync(resnet));
        await app.StopAsync(Token);
    }

    [Fact]
    public async Task A_canary()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(Registry().AnswerAsync);
        using TemporaryFolder cache = new();
        WebApplicationBuilder builder = Application(server, cache);
        RedisAiBuilder ai = builder.Services.AddRedisAi().AddOnnxBackend();

        #region mlflow-canary
        ai.AddMlflowModel("resnet", "models:/resnet@champion", refresh: TimeSpan.FromSeconds(30), options =>
        {
            options.ConfigureModel(model => model.Batching.BatchSize = 16);      // over what the folder says
            options.Canary = new MlflowCanaryOptions
            {
                Share = 0.1,
                Duration = TimeSpan.FromMinutes(10),
                Accept = (serving, candidate) => candidate.Statistics.Percentile95 < 1.2 * serving.Statistics.Percentile95,
            };
        });
        #endregion
        await using WebApplication app = builder.Build();
        await app.StartAsync(Token);
        Assert.Equal(16, app.Services.GetRequiredService<IRedisAi>().Models.GetOptions("resnet").Batching.BatchSize);
        await app.StopAsync(Token);
    }

    /// <summary>A registry with two versions of a model that multiplies by their numbers.</summary>
    private static FakeMlflow Registry()
    {
        FakeMlflow registry = new();
        byte[] description = "flavors:\n  onnx:\n    data: model.onnx\n  python_function:\n    loader_module: mlflow.onnx\n"u8.ToArray();
        foreach (int version in new[] { 6, 7 })
        {
            registry.Register("resnet", $"{version}", $"m-{version}", ("MLmodel", description), ("model.onnx", OnnxFile.MatMul(1, 1, [version])));
        }

        registry.Aliases[("resnet", "champion")] = "6";
        return registry;
    }

    private static WebApplicationBuilder Application(ReplayServer server, TemporaryFolder cache)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<MlflowClientOptions>(client =>
        {
            client.TrackingUri = server.Address;
            client.Cache.Folder = cache.Path;
        });
        return builder;
    }

    private static async Task<float> AskAsync(IModel model)
    {
        using AiTensor x = AiTensor.Create<float>([1, 1], [1f]);
        using ModelResult result = await model.RunAsync([x], cancellationToken: Token);
        return result.AsSpan<float>("y")[0];
    }
}
