using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Following;

/// <summary>A registry with versions of a model that multiplies, and hosts with an engine that follows it.</summary>
internal sealed class FollowerUnderTest : IAsyncDisposable
{
    public const string Key = "times";
    public const string Uri = "models:/times@champion";

    private const string Description = "flavors:\n  python_function:\n    loader_module: mlflow.onnx\n  onnx:\n    data: model.onnx\n";
    private const string Example = "saved_input_example_info: {artifact_path: input_example.json, type: ndarray, serving_input_path: serving_input_example.json}\n";

    private readonly TemporaryFolder _cache = new();
    private readonly ReplayServer _server;
    private IHost? _host;

    private FollowerUnderTest(FakeMlflow mlflow, ReplayServer server) => (Mlflow, _server) = (mlflow, server);

    public FakeMlflow Mlflow { get; }

    public ManualTimeProvider Time { get; } = new();

    public RecordedLog Log { get; } = new();

    /// <summary>How many files of a version were asked for.</summary>
    public int FetchesOf(string version) => _server.Seen.Count(seen => seen.Path.Contains($"m-{version}/artifacts/", StringComparison.Ordinal));

    /// <summary>How often it was asked where the alias leads.</summary>
    public int AliasLookups => _server.Seen.Count(static seen => seen.Path.EndsWith("registered-models/alias", StringComparison.Ordinal));

    /// <summary>Lets the cache forget what was downloaded, which a real one does for want of room.</summary>
    public void ForgetCache() => Directory.Delete(System.IO.Path.Combine(_cache.Path, "entries"), recursive: true);

    public IModel Model => _host!.Services.GetRequiredKeyedService<IModel>(Key);

    public IModelRegistry Models => _host!.Services.GetRequiredService<IRedisAi>().Models;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a registry whose champion is version 1, which multiplies by 1.</summary>
    public static async Task<FollowerUnderTest> CreateAsync()
    {
        FakeMlflow mlflow = new();
        FollowerUnderTest test = new(mlflow, await ReplayServer.StartAsync(mlflow.AnswerAsync));
        test.Register(1);
        test.Move(1);
        return test;
    }

    /// <summary>Registers a version that multiplies by its number.</summary>
    /// <param name="version">The number.</param>
    /// <param name="width">How many numbers a row has; a version of another width fails with rows of this one.</param>
    /// <param name="example">A request that it was logged with; null for none.</param>
    /// <param name="settings">Further lines below the flavour, indented by four.</param>
    public void Register(int version, int width = 1, string? example = null, string settings = "")
    {
        float[] weights = [.. Enumerable.Repeat((float)version, width)];
        List<(string, byte[])> files = [("MLmodel", System.Text.Encoding.UTF8.GetBytes(Description + settings + (example is null ? "" : Example))), ("model.onnx", OnnxFile.MatMul(width, 1, weights, isAnyLength: true))];
        if (example is not null)
        {
            files.Add(("serving_input_example.json", System.Text.Encoding.UTF8.GetBytes(example)));
        }

        Mlflow.Register("times", $"{version}", $"m-{version}", [.. files]);
    }

    /// <summary>Registers a version that an importer has to read.</summary>
    /// <param name="version">The number.</param>
    /// <param name="file">The model's own file.</param>
    public void RegisterImported(int version, string file) => Mlflow.Register("times", $"{version}", $"m-{version}", [
        ("MLmodel", System.Text.Encoding.UTF8.GetBytes("flavors:\n  xgboost: {data: model.json}\n")), ("model.json", System.Text.Encoding.UTF8.GetBytes(file))]);

    /// <summary>Moves the alias.</summary>
    public void Move(int version) => Mlflow.Aliases[("times", "champion")] = $"{version}";

    /// <summary>Lets the registry answer everything like this; null for as it should.</summary>
    public void Break(Func<HttpContext, Task<bool>>? how) => Mlflow.Intercept = how;

    /// <summary>Lets the registry refuse everything.</summary>
    public void Break() => Break(static async context =>
    {
        await Answers.ErrorAsync(context, 403, "PERMISSION_DENIED", "Closed today.");
        return true;
    });

    /// <summary>Starts a host, in the place of one before, with the same cache.</summary>
    public async Task<IHost> StartAsync(TimeSpan? refresh = null, Action<MlflowModelOptions>? configure = null, Action<RedisAiBuilder>? more = null)
    {
        await StopAsync();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddHealthChecks().AddRedisAi();
        RedisAiBuilder ai = builder.Services.AddRedisAi().AddOnnxBackend().AddMlflow(client =>
        {
            client.TrackingUri = _server.Address;
            client.MaxRetries = 0;
            client.Cache.Folder = _cache.Path;
        });
        ai.AddMlflowModel(Key, Uri, refresh, options =>
        {
            // Rows of any width are what makes a version fail in the runtime.
            options.ConfigureModel(static model =>
            {
                model.WarmUp = false;
                model.Batching.Mode = BatchingMode.Off;
            });
            configure?.Invoke(options);
        });
        more?.Invoke(ai);
        _host = builder.Build();
        await _host.StartAsync(Token);
        return _host;
    }

    /// <summary>Asks where the alias leads now.</summary>
    public Task RefreshAsync() => _host!.Services.GetRequiredService<MlflowFollower>().RefreshAsync(Key, Token);

    /// <summary>What the model answers to 1: the number of the version, where that is not a canary.</summary>
    public async Task<float> AskAsync()
    {
        using AiTensor x = AiTensor.Create<float>([1, 1], [1f]);
        using ModelResult result = await Model.RunAsync([x], cancellationToken: Token);
        return result.AsSpan<float>("y")[0];
    }

    public async Task<HealthReportEntry> HealthAsync() => (await _host!.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["redisai"];

    public async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(Token);
            _host.Dispose();
            _host = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _server.DisposeAsync();
        _cache.Dispose();
    }
}
