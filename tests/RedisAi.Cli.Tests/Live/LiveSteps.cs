using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Backends.Onnx;
using RedisAi.Client.Tests;
using RedisAi.MLflow;
using RedisAi.MLflow.Settings;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Live;

/// <summary>What is done with a registered model that has four versions, which multiply by their numbers; the last fails on its example. Each step leaves the alias on version 1.</summary>
/// <param name="uri">The alias.</param>
/// <param name="environment">The variables of MLflow's client.</param>
/// <param name="move">Moves the alias.</param>
/// <param name="say">Is told what was done.</param>
internal sealed class LiveSteps(string uri, Func<string, string?> environment, Func<int, Task> move, Action<string> say)
{
    private const string Key = "m";
    private const string Request = """{"inputs":{"x":[[3]]}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task DeployAsync(MlflowClient mlflow, string second)
    {
        await using RedisAiEngine engine = new(new OnnxBackend());
        MlflowDeployments deployments = new(engine, mlflow);
        MlflowDeployment created = await deployments.CreateAsync(Key, uri, cancellationToken: Token);
        Assert.Equal("1", created.ModelVersion);
        Assert.Equal(Answer(3), await PredictAsync());
        await deployments.UpdateAsync(Key, second, cancellationToken: Token);
        Assert.Equal(Answer(6), await PredictAsync());
        Assert.Equal(Key, Assert.Single(await deployments.ListAsync(Token)).Name);
        await deployments.DeleteAsync(Key, Token);
        say("Created, predicted, updated, listed and deleted a deployment");

        async Task<string> PredictAsync() => Encoding.UTF8.GetString((await deployments.PredictAsync(Key, Encoding.UTF8.GetBytes(Request), Token)).Span);
    }

    /// <summary>Follows the alias: to a version that is good, and not to one that fails on its example.</summary>
    public async Task FollowAsync()
    {
        using IHost host = await StartAsync();
        Assert.Equal(1, await AskAsync(host));
        await move(3);
        await RefreshAsync(host);
        Assert.Equal(3, await AskAsync(host));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));

        await move(4);
        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => RefreshAsync(host));
        Assert.Contains("fails on the example that it was logged with", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, await AskAsync(host));
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(host));

        await move(1);
        await RefreshAsync(host);
        Assert.Equal(1, await AskAsync(host));
        await host.StopAsync(Token);
        say("Followed an alias, and refused a version that fails on its example");
    }

    /// <summary>Tries a version on all calls before it serves.</summary>
    public async Task TryOutAsync()
    {
        using IHost host = await StartAsync(new MlflowCanaryOptions { Share = 1, Duration = TimeSpan.Zero, MinCalls = 3 });
        await move(2);
        await RefreshAsync(host);
        IModelRegistry models = host.Services.GetRequiredService<IRedisAi>().Models;
        Assert.Equal(2, models.ListVersions(Key).Single(static version => version.Role == VersionRole.Candidate).Version);
        for (int call = 0; call < 3; call++)
        {
            Assert.Equal(2, await AskAsync(host));
        }

        await RefreshAsync(host);
        Assert.Equal((2, VersionRole.Serving), (models.GetInfo(Key).Version, models.GetInfo(Key).Role));
        await host.StopAsync(Token);
        await move(1);
        say("Tried a version as a canary, and let it serve");
    }

    /// <summary>Answers as <c>mlflow models serve</c> does.</summary>
    public async Task ScoreAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        Add(builder.Services, static _ => { }, refresh: null);
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapMlflowScoring(Key);
        await app.StartAsync(Token);
        using HttpClient http = new() { BaseAddress = new Uri(app.Urls.First()) };
        using StringContent body = new(Request, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(new Uri("/invocations", UriKind.Relative), body, Token);

        Assert.Equal(Answer(3), await response.Content.ReadAsStringAsync(Token));
        say("Answered at /invocations");
    }

    /// <summary>The same by the command line, to a server.</summary>
    /// <param name="ofRun">Version 1 by its run.</param>
    /// <param name="bad">The version that fails on its example.</param>
    public async Task CommandAsync(string ofRun, string bad)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["request.json"], Request, Token);

        await ExpectAsync($"\nonnx deployment {Key} is created\n", "create", "-t", server.Url, "-m", uri, "--name", Key);
        await ExpectAsync($"{Answer(3)}\n", "predict", "-t", server.Url, "--name", Key, "-I", folder["request.json"]);
        await move(2);
        await ExpectAsync($"Deployment {Key} is updated (with flavor onnx)\n", "update", "-t", server.Url, "-m", uri, "--name", Key);
        await ExpectAsync($"{Answer(6)}\n", "predict", "-t", server.Url, "--name", Key, "-I", folder["request.json"]);
        Assert.Contains("fails on the example that it was logged with", (await RunAsync("update", "-t", server.Url, "-m", bad, "--name", Key)).Errors, StringComparison.Ordinal);
        await ExpectAsync($"Deployment {Key} is deleted\n", "delete", "-t", server.Url, "--name", Key);
        await ExpectAsync($"{Answer(3)}\n", "predict", "-t", "local", "-m", ofRun, "-I", folder["request.json"]);
        await move(1);
        say("Created, predicted, updated and deleted a deployment with the command line, and ran a model of a run once");
    }

    private async Task<IHost> StartAsync(MlflowCanaryOptions? canary = null)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks().AddRedisAi();
        Add(builder.Services, options => options.Canary = canary, TimeSpan.FromHours(1));
        IHost host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    private void Add(IServiceCollection services, Action<MlflowModelOptions> configure, TimeSpan? refresh) =>
        services.AddRedisAi().AddOnnxBackend().AddMlflow(client => MlflowEnvironment.Of(environment).ApplyTo(client)).AddMlflowModel(Key, uri, refresh, configure);

    private static Task RefreshAsync(IHost host) => host.Services.GetRequiredService<MlflowFollower>().RefreshAsync(Key, Token);

    private static async Task<HealthStatus> HealthAsync(IHost host) => (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Status;

    private static async Task<float> AskAsync(IHost host)
    {
        using AiTensor x = AiTensor.Create<float>([1, 1], [1f]);
        using ModelResult result = await host.Services.GetRequiredKeyedService<IModel>(Key).RunAsync([x], cancellationToken: Token);
        return result.AsSpan<float>("y")[0];
    }

    private async Task ExpectAsync(string output, params string[] arguments)
    {
        CliRun run = await RunAsync(arguments);
        Assert.Equal((0, output, ""), (run.ExitCode, run.Output, run.Errors));
    }

    private Task<CliRun> RunAsync(params string[] arguments) => new CliRunner { Variables = environment }.RunAsync(["deployments", .. arguments], Token);

    private static string Answer(int number) => $$$"""{"predictions":{"y":[[{{{number}}}.0]]}}""";
}
