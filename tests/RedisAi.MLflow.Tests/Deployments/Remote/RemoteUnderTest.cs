using System.Text;
using RedisAi.Client.Protocol;
using RedisAi.Client.Tests;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Server;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>Deployments to a server in this process, by clients that know no MLflow server.</summary>
internal sealed class RemoteUnderTest : IAsyncDisposable
{
    private readonly ClientUnderTest _client = new(address: null);
    private readonly List<RedisAiClient> _connections = [];

    private RemoteUnderTest(ServerUnderTest server) => Server = server;

    public ServerUnderTest Server { get; }

    public MlflowDeployments Deployments { get; private set; } = null!;

    /// <summary>A connection beside that of the deployments.</summary>
    public RedisAiClient Raw { get; private set; } = null!;

    public static async Task<RemoteUnderTest> StartAsync(Action<RespEndpointOptions>? configure = null, RedisAiClientOptions? options = null, Action<RedisAiBuilder>? more = null)
    {
        RemoteUnderTest test = new(await ServerUnderTest.StartAsync(configure, more));
        test.Raw = await test.ConnectAsync(test.Server.Url, options);
        test.Deployments = await test.ConnectDeploymentsAsync(options);
        return test;
    }

    /// <summary>Deployments as another process would make them.</summary>
    public async Task<MlflowDeployments> ConnectDeploymentsAsync(RedisAiClientOptions? options = null) => DeploymentsTo(await ConnectAsync(Server.Url, options));

    public MlflowDeployments DeploymentsTo(RedisAiClient connection) => new(connection, _client.Client, _client.Log);

    public async Task<RedisAiClient> ConnectAsync(string url, RedisAiClientOptions? options = null)
    {
        RedisAiClient connection = await RedisAiClient.ConnectAsync(url, options, TestContext.Current.CancellationToken);
        _connections.Add(connection);
        return connection;
    }

    public Task<string> PredictAsync(string name, string request) => PredictAsync(Deployments, name, request);

    public static async Task<string> PredictAsync(MlflowDeployments deployments, string name, string request) =>
        Encoding.UTF8.GetString((await deployments.PredictAsync(name, Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken)).Span);

    /// <summary>Stores a model of tests/data as others would.</summary>
    public async Task StoreAsync(string key, string model) =>
        await Raw.Models.StoreAsync(key, "ONNX", await File.ReadAllBytesAsync(TestData.Path("onnx", $"{model}.onnx")), cancellationToken: TestContext.Current.CancellationToken);

    public Task<RespReply> AskAsync(string command, params string[] tokens) => Raw.Link.AskAsync(RespCommand.Of(command).Add(tokens), TestContext.Current.CancellationToken);

    /// <summary>All keys of the server.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() => [.. (await AskAsync("KEYS", "*")).Items.Select(static key => key.Text).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        foreach (RedisAiClient connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await Server.DisposeAsync();
        _client.Dispose();
    }
}
