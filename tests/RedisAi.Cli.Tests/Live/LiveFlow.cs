using System.Globalization;
using RedisAi.MLflow;
using RedisAi.MLflow.Settings;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Live;

/// <summary>
/// All that is done with an MLflow server, from the run that logs a model to the alias that is followed: by the library, in a host, by the scoring endpoint and by the command line. What it makes
/// in the registry it removes; runs and logged models stay.
/// </summary>
/// <param name="environment">The variables of MLflow's client: the servers, the login and all else.</param>
/// <param name="say">Is told what was done.</param>
internal sealed class LiveFlow(Func<string, string?> environment, Action<string> say)
{
    private const string Alias = "champion";
    private const string Good = """{"inputs":{"x":[[3]]}}""";
    private const string Bad = """{"inputs":{"x":[[3,4]]}}""";

    private readonly string _name = $"redisai-flow-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task RunAsync()
    {
        MlflowClientOptions options = new();
        MlflowEnvironment.Of(environment).ApplyTo(options);
        using MlflowClient mlflow = new(options);
        using LiveServer server = new(options);
        string version = await mlflow.GetServerVersionAsync(Token);
        say($"MLflow {version} at {options.TrackingUri}");
        await server.CreateModelAsync(_name);
        try
        {
            // Versions multiply by 1, 2 and 3; the last one fails on its example.
            string run = await RegisterRunAsync(mlflow, server, 1, example: null);
            await RegisterRunAsync(mlflow, server, 2, Good);
            await (int.Parse(version.Split('.')[0], CultureInfo.InvariantCulture) >= 3 ? RegisterLoggedAsync(mlflow, server) : RegisterRunAsync(mlflow, server, 3, Good));
            await RegisterRunAsync(mlflow, server, 4, Bad);

            await MoveAsync(server, 1);
            LiveSteps steps = new($"models:/{_name}@{Alias}", environment, to => MoveAsync(server, to), say);
            await steps.DeployAsync(mlflow, $"models:/{_name}/2");
            await steps.FollowAsync();
            await steps.TryOutAsync();
            await steps.ScoreAsync();
            await steps.CommandAsync($"runs:/{run}/model", $"models:/{_name}/4");
        }
        finally
        {
            await server.DeleteModelAsync(_name);
        }
    }

    /// <summary>Logs a model among the artifacts of a run, as MLflow 2 does, and registers it.</summary>
    private async Task<string> RegisterRunAsync(MlflowClient mlflow, LiveServer server, int version, string? example)
    {
        using TemporaryFolder folder = new();
        await using RunLogger run = await BeginAsync(mlflow, version);
        foreach ((string path, byte[] bytes) in LiveModel.Files(version, example))
        {
            await File.WriteAllBytesAsync(folder[path], bytes, Token);
            await run.LogArtifactAsync(folder[path], $"model/{path}", Token);
        }

        await run.EndAsync(cancellationToken: Token);
        Assert.Equal($"{version}", await server.CreateVersionAsync(_name, $"{await server.RootOfRunAsync(run.RunId)}/model", run.RunId));
        await SayAsync(mlflow, version, $"runs:/{run.RunId}/model");
        return run.RunId;
    }

    /// <summary>Logs a model as MLflow 3 does, and registers it.</summary>
    private async Task RegisterLoggedAsync(MlflowClient mlflow, LiveServer server)
    {
        const int Version = 3;
        await using RunLogger run = await BeginAsync(mlflow, Version);
        string id = await server.LogModelAsync(run.ExperimentId!, run.RunId, "model", LiveModel.Files(Version, Good));
        await run.EndAsync(cancellationToken: Token);
        Assert.Equal($"{Version}", await server.CreateVersionAsync(_name, $"models:/{id}", run.RunId));
        Assert.Equal(id, (await mlflow.ResolveAsync($"models:/{_name}/{Version}", Token)).ModelId);
        await SayAsync(mlflow, Version, $"models:/{id}");
        await SayAsync(mlflow, Version, $"runs:/{run.RunId}/model");
    }

    private async Task<RunLogger> BeginAsync(MlflowClient mlflow, int version)
    {
        RunLogger run = await mlflow.StartRunAsync(new RunOptions { RunName = _name }, Token);
        run.LogParameter("factor", version.ToString(CultureInfo.InvariantCulture));
        run.LogMetric("error", 0.5 / version, step: version);
        return run;
    }

    private async Task SayAsync(MlflowClient mlflow, int version, string uri)
    {
        using DownloadedModel logged = await mlflow.DownloadAsync(uri, cancellationToken: Token);
        say($"Version {version} is {uri}: {logged.ByteLength} bytes, SHA-256 {logged.Digest}");
    }

    private Task MoveAsync(LiveServer server, int version) => server.MoveAsync(_name, Alias, version.ToString(CultureInfo.InvariantCulture));
}
