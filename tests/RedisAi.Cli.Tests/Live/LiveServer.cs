using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.MLflow;
using RedisAi.MLflow.Credentials;
using RedisAi.MLflow.Resolution;
using RedisAi.MLflow.Rest;
using RedisAi.MLflow.Rest.Routes;

namespace RedisAi.Cli.Tests.Live;

/// <summary>The routes of MLflow servers that change the registry and log models, which a client of models does without. The way there is that of the settings: login, encryption, workspace, tries.</summary>
internal sealed class LiveServer : IDisposable
{
    private const string Prefix = "/api/2.0/mlflow/";

    private readonly ServerAddress _tracking;
    private readonly ServerAddress _registry;
    private readonly RestTransport _transport;
    private readonly RestClient _client;

    public LiveServer(MlflowClientOptions options)
    {
        _tracking = ServerAddress.Create(options.TrackingUri)!;
        _registry = ServerAddress.Create(options.RegistryUri) ?? _tracking;
        OwnServers own = new([_tracking, _registry], Authorization.Of(options.Username, options.Password, options.Token), options.Workspace);
        _transport = new RestTransport(own, options, TimeProvider.System);
        _client = new RestClient(_transport, new RetryPolicy(options, TimeProvider.System, NullLogger.Instance), own.Scheme);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task CreateModelAsync(string name) => SendAsync(HttpMethod.Post, _registry, "registered-models/create", new JsonObject { ["name"] = name });

    /// <summary>Removes a registered model with all its versions.</summary>
    public Task DeleteModelAsync(string name) => SendAsync(HttpMethod.Delete, _registry, "registered-models/delete", new JsonObject { ["name"] = name });

    /// <summary>Registers a version, and returns its number.</summary>
    public async Task<string> CreateVersionAsync(string name, string source, string runId)
    {
        JsonNode answer = await SendAsync(HttpMethod.Post, _registry, "model-versions/create", new JsonObject { ["name"] = name, ["source"] = source, ["run_id"] = runId });
        return (string)answer["model_version"]!["version"]!;
    }

    public Task MoveAsync(string name, string alias, string version) =>
        SendAsync(HttpMethod.Post, _registry, "registered-models/alias", new JsonObject { ["name"] = name, ["alias"] = alias, ["version"] = version });

    /// <summary>Where a run has its artifacts.</summary>
    public async Task<string> RootOfRunAsync(string runId)
    {
        RestAnswer answer = await _client.SendAsync(new RestRequest(HttpMethod.Get, _tracking.Route($"{Prefix}runs/get", ("run_id", runId))), Token);
        return (string)JsonNode.Parse(answer.Body)!["run"]!["info"]!["artifact_uri"]!;
    }

    /// <summary>Logs a model as MLflow 3 does, and returns its identifier.</summary>
    public async Task<string> LogModelAsync(string experimentId, string runId, string name, IEnumerable<(string Path, byte[] Bytes)> files)
    {
        JsonNode created = await SendAsync(HttpMethod.Post, _tracking, "logged-models", new JsonObject { ["experiment_id"] = experimentId, ["name"] = name, ["source_run_id"] = runId });
        JsonNode info = created["model"]!["info"]!;
        string id = (string)info["model_id"]!;
        foreach ((string path, byte[] bytes) in files)
        {
            string place = ServedPlace.Parse((string)info["artifact_uri"]!, path, _tracking).Path;
            await new ProxyRoutes(_client, _tracking).PutAsync(place, () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, Token);
        }

        await SendAsync(HttpMethod.Patch, _tracking, $"logged-models/{id}", new JsonObject { ["model_id"] = id, ["status"] = "LOGGED_MODEL_READY" });
        return id;
    }

    public void Dispose() => _transport.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, ServerAddress server, string route, JsonObject body)
    {
        RestRequest request = new(method, server.Route(Prefix + route)) { Content = RestClient.JsonContent(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString())), IsRepeatable = false };
        return JsonNode.Parse((await _client.SendAsync(request, Token)).Body)!;
    }
}
