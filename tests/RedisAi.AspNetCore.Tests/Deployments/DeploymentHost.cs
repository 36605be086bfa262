using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.AspNetCore.Tests.Scoring;
using RedisAi.MLflow;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>An application that offers deployments at the usual place, with a cache of its own and no MLflow server.</summary>
internal sealed class DeploymentHost : IAsyncDisposable
{
    private static readonly string[] s_folders = ["entries", "partial", "trash"];

    private readonly TemporaryFolder _cache;
    private readonly EndpointHost _host;

    private DeploymentHost(EndpointHost host, TemporaryFolder cache) => (_host, _cache) = (host, cache);

    /// <summary>A request that the model <c>add_dynamic</c> answers.</summary>
    public static string Request => """{"inputs":{"a":[[1,2]],"b":[[3,4]]}}""";

    /// <summary>What it answers.</summary>
    public static string Answer => """{"predictions":{"c":[[4.0,6.0]]}}""";

    public HttpClient Client => _host.Client;

    public RedisAiEngine Engine => _host.Engine;

    public IServiceProvider Services => _host.Services;

    /// <summary>The deployments as the application itself has them.</summary>
    public MlflowDeployments Deployments => Services.GetRequiredService<MlflowDeployments>();

    public IEnumerable<string> Log => _host.Log;

    /// <summary>The models in the cache, and what is on its way there.</summary>
    public IEnumerable<string> CachedFolders =>
        s_folders.Select(name => _cache[name]).Where(Directory.Exists).SelectMany(static folder => Directory.GetDirectories(folder));

    /// <param name="options">Changes the settings of the endpoint; null for the defaults.</param>
    /// <param name="client">Changes the settings of MLflow's client; null for none.</param>
    /// <param name="conventions">Gets what the mapping returns; null for nothing.</param>
    /// <param name="application">Changes the application before it is built; null for nothing.</param>
    public static async Task<DeploymentHost> StartAsync(
        Action<MlflowDeploymentsOptions>? options = null,
        Action<MlflowClientOptions>? client = null,
        Action<IEndpointConventionBuilder>? conventions = null,
        Action<WebApplicationBuilder>? application = null)
    {
        TemporaryFolder cache = new();
        EndpointHost host = await EndpointHost.StartAsync(
            app =>
            {
                IEndpointConventionBuilder endpoints = app.MapDeployments(configure: options);
                conventions?.Invoke(endpoints);
            },
            builder =>
            {
                builder.Services.AddRedisAi().AddOnnxBackend().AddMlflow(settings =>
                {
                    // Whatever the environment of the tests says.
                    settings.TrackingUri = settings.RegistryUri = null;
                    settings.Cache.Folder = cache.Path;
                    client?.Invoke(settings);
                });
                application?.Invoke(builder);
            });
        return new DeploymentHost(host, cache);
    }

    /// <summary>Uploads an archive, to be created.</summary>
    public Task<HttpResponseMessage> CreateAsync(string name, byte[] archive, string query = "") =>
        Client.PostAsync($"/deployments?name={Uri.EscapeDataString(name)}{query}", Content(archive));

    /// <summary>Uploads an archive in the place of what is deployed.</summary>
    public Task<HttpResponseMessage> UpdateAsync(string name, byte[] archive, string query = "") =>
        Client.PutAsync($"/deployments/{Uri.EscapeDataString(name)}{query}", Content(archive));

    /// <summary>Uploads the model <c>add_dynamic</c>, and expects that it is deployed.</summary>
    public async Task<JsonElement> DeployAddAsync(string name, string query = "")
    {
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        using HttpResponseMessage response = await CreateAsync(name, Archives.Of(folder), query);
        return await JsonOfAsync(response);
    }

    public Task<HttpResponseMessage> SendJsonAsync(HttpMethod method, string address, string json) =>
        Client.SendAsync(new HttpRequestMessage(method, address) { Content = new StringContent(json, Encoding.UTF8, "application/json") });

    public async Task<string> PredictAsync(string name)
    {
        using HttpResponseMessage response = await SendJsonAsync(HttpMethod.Post, $"/deployments/{Uri.EscapeDataString(name)}/invocations", Request);
        return await ScoringHost.TextOfAsync(response);
    }

    public async Task<JsonElement> GetAsync(string name)
    {
        using HttpResponseMessage response = await Client.GetAsync($"/deployments/{Uri.EscapeDataString(name)}");
        return await JsonOfAsync(response);
    }

    public static async Task<JsonElement> JsonOfAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        using JsonDocument document = JsonDocument.Parse(await ScoringHost.TextOfAsync(response, status));
        return document.RootElement.Clone();
    }

    public static ByteArrayContent Content(byte[] archive, string type = "application/x-tar") => new(archive) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _cache.Dispose();
    }
}
