using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>An application that offers models written in C# over the Open Inference Protocol.</summary>
internal sealed class InferenceHost : IAsyncDisposable
{
    private readonly EndpointHost _host;

    private InferenceHost(EndpointHost host) => _host = host;

    public HttpClient Client => _host.Client;

    public RedisAiEngine Engine => _host.Engine;

    public IEnumerable<string> Log => _host.Log;

    /// <param name="options">Changes the settings of the endpoint; null for the defaults.</param>
    /// <param name="application">Changes the application before it is built; null for nothing.</param>
    public static async Task<InferenceHost> StartAsync(Action<OpenInferenceOptions>? options = null, Action<WebApplicationBuilder>? application = null) =>
        new(await EndpointHost.StartAsync(app => app.MapOpenInference(configure: options), application));

    /// <summary>One that has a model named <c>echo</c>, which gives its input <c>x</c>, of any type and shape, as its output <c>y</c>.</summary>
    public static async Task<InferenceHost> WithEchoAsync(Action<OpenInferenceOptions>? options = null)
    {
        InferenceHost host = await StartAsync(options);
        await host.Engine.Models.StoreAsync("echo", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        return host;
    }

    /// <summary>Asks a model, with a request in JSON.</summary>
    public Task<HttpResponseMessage> AskAsync(string model, string json) => SendAsync(model, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Asks a model, with a request in JSON that tensors follow as bytes.</summary>
    public Task<HttpResponseMessage> AskAsync(string model, string json, byte[] binary) => SendAsync(model, Binary(json, binary));

    /// <summary>A body of JSON and bytes, with the header that says where the one ends.</summary>
    public static ByteArrayContent Binary(string json, byte[] binary)
    {
        byte[] head = Encoding.UTF8.GetBytes(json);
        ByteArrayContent content = new([.. head, .. binary]);
        content.Headers.Add("Inference-Header-Content-Length", $"{head.Length}");
        return content;
    }

    public Task<HttpResponseMessage> SendAsync(string model, HttpContent content) => Client.PostAsync($"/v2/models/{model}/infer", content);

    /// <summary>The JSON of an answer that must have a status.</summary>
    public static async Task<JsonElement> JsonOfAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    /// <summary>The sentence of a refusal.</summary>
    public static async Task<string> ErrorOfAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        (await JsonOfAsync(response, status)).GetProperty("error").GetString()!;

    /// <summary>The data of the first output, as it was written.</summary>
    public static async Task<string> DataOfAsync(HttpResponseMessage response) => (await JsonOfAsync(response)).GetProperty("outputs")[0].GetProperty("data").GetRawText();

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
