using System.Text;
using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Tests.Replay;

namespace RedisAi.MLflow.Tests.Deployments;

/// <summary>Deployments to an engine of their own, by a client that knows no server.</summary>
internal sealed class DeploymentsUnderTest : IAsyncDisposable
{
    private readonly ClientUnderTest _client = new(address: null);

    public DeploymentsUnderTest() => Deployments = new MlflowDeployments(Engine, _client.Client);

    public RedisAiEngine Engine { get; } = new(new OnnxBackend());

    public MlflowDeployments Deployments { get; }

    /// <summary>A request that the model <c>add_dynamic</c> answers.</summary>
    public static byte[] Request => """{"inputs":{"a":[[1,2]],"b":[[3,4]]}}"""u8.ToArray();

    /// <summary>What it answers.</summary>
    public static string Answer => """{"predictions":{"c":[[4.0,6.0]]}}""";

    public static Dictionary<string, string> Config(params (string Key, string Value)[] settings) => settings.ToDictionary(static setting => setting.Key, static setting => setting.Value);

    public async Task<string> PredictAsync(string name) =>
        Encoding.UTF8.GetString((await Deployments.PredictAsync(name, Request, TestContext.Current.CancellationToken)).Span);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _client.Dispose();
    }
}
