using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Live;

/// <summary>All that is done with an MLflow server, from the run that logs a model to the alias that is followed. What it makes in the registry it removes; the runs stay.</summary>
/// <param name="options">The server and the login.</param>
/// <param name="say">Is told what was done.</param>
internal sealed class LiveFlow(MlflowClientOptions options, Action<string> say)
{
    private const string Description = "flavors:\n  onnx:\n    data: model.onnx\n  python_function:\n    loader_module: mlflow.onnx\n";

    private readonly string _name = $"redisai-flow-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task RunAsync()
    {
        using MlflowClient mlflow = new(options);
        say($"MLflow {await mlflow.GetServerVersionAsync(Token)} at {options.TrackingUri}");
        using HttpClient http = new() { BaseAddress = new Uri(options.TrackingUri!.TrimEnd('/') + "/api/2.0/mlflow/") };
        if (options.Username is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")));
        }
        else if (options.Token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", options.Token);
        }

        await PostAsync(http, "registered-models/create", new JsonObject { ["name"] = _name });
        try
        {
            for (int version = 1; version <= 2; version++)
            {
                await RegisterAsync(mlflow, http, version);
            }

            await MoveAsync(http, 1);
            await DeployAsync(mlflow);
            await FollowAsync(http);
        }
        finally
        {
            await SendAsync(http, HttpMethod.Delete, "registered-models/delete", new JsonObject { ["name"] = _name });
        }
    }

    /// <summary>Logs a model that multiplies by its version to a run, and registers it.</summary>
    private async Task RegisterAsync(MlflowClient mlflow, HttpClient http, int version)
    {
        using ModelFolder folder = new(Description);
        await File.WriteAllBytesAsync(folder["model.onnx"], OnnxFile.MatMul(1, 1, [version]), Token);
        await using RunLogger run = await mlflow.StartRunAsync(new RunOptions { RunName = _name }, Token);
        run.LogParameter("factor", version.ToString(CultureInfo.InvariantCulture));
        run.LogMetric("error", 0.5 / version, step: version);
        await run.LogArtifactAsync(folder["MLmodel"], "model/MLmodel", Token);
        await run.LogArtifactAsync(folder["model.onnx"], "model/model.onnx", Token);
        await run.EndAsync(cancellationToken: Token);

        using HttpResponseMessage answer = await http.GetAsync(new Uri($"runs/get?run_id={run.RunId}", UriKind.Relative), Token);
        string root = (string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["run"]!["info"]!["artifact_uri"]!;
        await PostAsync(http, "model-versions/create", new JsonObject { ["name"] = _name, ["source"] = $"{root}/model", ["run_id"] = run.RunId });
        using DownloadedModel logged = await mlflow.DownloadAsync($"runs:/{run.RunId}/model", cancellationToken: Token);
        say($"Version {version} is of run {run.RunId}: {logged.ByteLength} bytes, SHA-256 {logged.Digest}");
    }

    private async Task DeployAsync(MlflowClient mlflow)
    {
        await using RedisAiEngine engine = new(new OnnxBackend());
        MlflowDeployments deployments = new(engine, mlflow);
        MlflowDeployment created = await deployments.CreateAsync("m", $"models:/{_name}@champion", cancellationToken: Token);
        Assert.Equal("1", created.ModelVersion);
        Assert.Equal("""{"predictions":{"y":[[3.0]]}}""", await PredictAsync(deployments));
        await deployments.UpdateAsync("m", $"models:/{_name}/2", cancellationToken: Token);
        Assert.Equal("""{"predictions":{"y":[[6.0]]}}""", await PredictAsync(deployments));
        Assert.Equal("m", Assert.Single(await deployments.ListAsync(Token)).Name);
        await deployments.DeleteAsync("m", Token);
        say("Created, predicted, updated, listed and deleted a deployment");
    }

    private static async Task<string> PredictAsync(MlflowDeployments deployments) =>
        Encoding.UTF8.GetString((await deployments.PredictAsync("m", """{"inputs":{"x":[[3]]}}"""u8.ToArray(), Token)).Span);

    private async Task FollowAsync(HttpClient http)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks().AddRedisAi();
        builder.Services.AddRedisAi().AddOnnxBackend().AddMlflow(client => Copy(options, client)).AddMlflowModel("m", $"models:/{_name}@champion");
        using IHost host = builder.Build();
        await host.StartAsync(Token);
        IModel model = host.Services.GetRequiredKeyedService<IModel>("m");
        Assert.Equal(1, await AskAsync(model));
        await MoveAsync(http, 2);
        await host.Services.GetRequiredService<MlflowFollower>().RefreshAsync("m", Token);
        Assert.Equal(2, await AskAsync(model));
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        Assert.Equal(HealthStatus.Healthy, health.Status);
        await host.StopAsync(Token);
        say("Followed an alias");
    }

    private static void Copy(MlflowClientOptions from, MlflowClientOptions to)
    {
        (to.TrackingUri, to.RegistryUri, to.Username, to.Password, to.Token) = (from.TrackingUri, from.RegistryUri, from.Username, from.Password, from.Token);
        to.Cache.Folder = from.Cache.Folder;
    }

    private static async Task<float> AskAsync(IModel model)
    {
        using AiTensor x = AiTensor.Create<float>([1, 1], [1f]);
        using ModelResult result = await model.RunAsync([x], cancellationToken: Token);
        return result.AsSpan<float>("y")[0];
    }

    private Task MoveAsync(HttpClient http, int version) => PostAsync(
        http, "registered-models/alias", new JsonObject { ["name"] = _name, ["alias"] = "champion", ["version"] = version.ToString(CultureInfo.InvariantCulture) });

    private static Task PostAsync(HttpClient http, string route, JsonObject body) => SendAsync(http, HttpMethod.Post, route, body);

    private static async Task SendAsync(HttpClient http, HttpMethod method, string route, JsonObject body)
    {
        using HttpRequestMessage request = new(method, route) { Content = JsonContent.Create(body) };
        using HttpResponseMessage answer = await http.SendAsync(request, Token);
        Assert.True(answer.IsSuccessStatusCode, $"{route}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
    }
}
