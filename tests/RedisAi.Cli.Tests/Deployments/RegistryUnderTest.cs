using System.Text;
using RedisAi.Client.Tests;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Deployments;

/// <summary>An MLflow server with two versions of a model that multiplies by its version, a server to deploy to, and commands that know of both by the environment.</summary>
internal sealed class RegistryUnderTest : IAsyncDisposable
{
    /// <summary>What the model is asked: 3.</summary>
    public const string Request = """{"inputs":{"x":[[3]]}}""";

    private const string Description = "flavors:\n  onnx:\n    data: model.onnx\n  python_function:\n    loader_module: mlflow.onnx\n";

    private readonly TemporaryFolder _folder = new();
    private readonly ServerUnderTest _server;
    private readonly CliRunner _runner;

    private RegistryUnderTest(FakeMlflow mlflow, ReplayServer registry, ServerUnderTest server)
    {
        (Mlflow, Registry, _server) = (mlflow, registry, server);
        _runner = new CliRunner
        {
            Environment =
            {
                ["MLFLOW_TRACKING_URI"] = registry.Address,
                ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0",
                ["REDISAI_MLFLOW_CACHE"] = Cache,
            },
        };
        File.WriteAllText(RequestFile, Request);
    }

    public FakeMlflow Mlflow { get; }

    public ReplayServer Registry { get; }

    public Dictionary<string, string> Environment => _runner.Environment;

    /// <summary>Where the commands keep what they have downloaded.</summary>
    public string Cache => _folder["cache"];

    public string RequestFile => _folder["request.json"];

    public string Target => _server.Url;

    /// <summary>How many files the registry was asked for.</summary>
    public int Fetches => Registry.Seen.Count(static seen => seen.Path.EndsWith("model.onnx", StringComparison.Ordinal));

    public static async Task<RegistryUnderTest> StartAsync()
    {
        FakeMlflow mlflow = new();
        for (int version = 1; version <= 2; version++)
        {
            mlflow.Register("resnet", $"{version}", $"m-{version}", Files(version));
        }

        mlflow.Aliases[("resnet", "champion")] = "1";

        // As MLflow 2 logs: among the artifacts of the run.
        mlflow.Runs["r7"] = new FakeRun("r7", "mlflow-artifacts:/1/r7/artifacts");
        foreach ((string path, byte[] bytes) in Files(7))
        {
            mlflow.Files[$"1/r7/artifacts/model/{path}"] = bytes;
        }

        return new RegistryUnderTest(mlflow, await ReplayServer.StartAsync(mlflow.AnswerAsync), await ServerUnderTest.StartAsync());
    }

    /// <summary>Lets the MLflow server ask for a user, as its basic-auth does.</summary>
    public void WantUser(string user, string password)
    {
        string login = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
        Mlflow.Intercept = async context =>
        {
            if (context.Request.Headers.Authorization == login)
            {
                return false;
            }

            context.Response.Headers.WWWAuthenticate = "Basic realm=\"mlflow\"";
            await Answers.TextAsync(context, "You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth/index.html#authenticating-to-mlflow on how to authenticate.", 401);
            return true;
        };
    }

    public Task<CliRun> RunAsync(params string[] arguments) => _runner.RunAsync(["deployments", .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Registry.DisposeAsync();
        _folder.Dispose();
    }

    private static (string Path, byte[] Bytes)[] Files(int factor) =>
        [("MLmodel", Encoding.UTF8.GetBytes(Description)), ("model.onnx", OnnxFile.MatMul(1, 1, [factor]))];
}
