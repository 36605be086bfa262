using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Tests.Scoring;

/// <summary>An application that offers a model named <c>m</c> over MLflow's scoring protocol, at the root.</summary>
internal sealed class ScoringHost : IAsyncDisposable
{
    private readonly EndpointHost _host;

    private ScoringHost(EndpointHost host) => _host = host;

    public HttpClient Client => _host.Client;

    public RedisAiEngine Engine => _host.Engine;

    public ScoringContracts Contracts => _host.Services.GetRequiredService<ScoringContracts>();

    public IEnumerable<string> Log => _host.Log;

    /// <param name="options">Changes the settings of the endpoint; null for the defaults.</param>
    /// <param name="application">Changes the application before it is built; null for nothing.</param>
    public static async Task<ScoringHost> StartAsync(Action<MlflowScoringOptions>? options = null, Action<WebApplicationBuilder>? application = null) => new(await EndpointHost.StartAsync(
        app => app.MapMlflowScoring("m", configure: options),
        builder =>
        {
            builder.Services.AddSingleton<ScoringContracts>();
            application?.Invoke(builder);
        }));

    /// <summary>One whose model gives its input <c>x</c>, of any type and shape, as its output <c>y</c>.</summary>
    public static async Task<ScoringHost> WithEchoAsync(Action<MlflowScoringOptions>? options = null)
    {
        ScoringHost host = await StartAsync(options);
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        return host;
    }

    public Task<HttpResponseMessage> AskAsync(string json, string address = "/invocations") => Client.PostAsync(address, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>The body of an answer that must have a status.</summary>
    public static async Task<string> TextOfAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {body}");
        return body;
    }

    /// <summary>The error code and the sentence of a refusal.</summary>
    public static async Task<string> ErrorOfAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using JsonDocument document = JsonDocument.Parse(await TextOfAsync(response, status));
        Assert.Equal(["error_code", "message"], document.RootElement.EnumerateObject().Select(static property => property.Name));
        return $"{document.RootElement.GetProperty("error_code").GetString()} {document.RootElement.GetProperty("message").GetString()}";
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
