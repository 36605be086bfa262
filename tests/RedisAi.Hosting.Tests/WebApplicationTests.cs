using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RedisAi.Hosting.Tests;

/// <summary>The documented program, on a real web server.</summary>
public sealed class WebApplicationTests : IDisposable
{
    private readonly TestHost _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Documented_registration_serves_models_and_health()
    {
        _test.AddFile("models/silero_vad.onnx");
        _test.AddFile("scripts/imagenet.py");
        await File.WriteAllTextAsync(Path.Combine(_test.ContentRoot, "scripts/imagenet.py"), "def pre_process(x)\ndef post_process(x)", Token);
        WebApplicationBuilder builder = CreateBuilder();

        #region hosting-web
        builder.Services.AddRedisAi(options =>
            {
                options.Tensors.MaxBytes = 2L << 30;
                options.Tensors.Eviction = TensorEviction.LeastRecentlyUsed;    // or Reject
            })
            .AddOnnxBackend()
            .AddTorchBackend()
            .AddModel("vad", "models/silero_vad.onnx", model => model.Batching.BatchSize = 32)
            .AddScript("imagenet", "scripts/imagenet.py", "pre_process", "post_process");
        builder.Services.AddHealthChecks().AddRedisAi();

        await using WebApplication app = builder.Build();
        app.MapGet("/sessions", (IRedisAi ai) => ai.Tensors.Count);
        app.MapGet("/vad", ([FromKeyedServices("vad")] IModel vad) => vad.Signature.ToString());
        app.MapHealthChecks("/health");
        #endregion

        await app.StartAsync(Token);
        using HttpClient client = CreateClient(app);

        Assert.Equal("0", await client.GetStringAsync(new Uri("/sessions", UriKind.Relative), Token));
        Assert.Equal("(input Float32[-1,4]) -> (output Float32[-1,4])", await client.GetStringAsync(new Uri("/vad", UriKind.Relative), Token));
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health", UriKind.Relative), Token));

        await app.StopAsync(Token);
    }

    [Fact]
    public async Task Health_follows_a_model_that_comes_late()
    {
        WebApplicationBuilder builder = CreateBuilder();
        builder.Services.AddRedisAi().AddModel("vad", "models/none.onnx");
        builder.Services.AddHealthChecks().AddRedisAi();
        await using WebApplication app = builder.Build();
        app.MapGet("/vad", ([FromKeyedServices("vad")] IModel vad) => vad.Signature.ToString());
        app.MapHealthChecks("/health");
        await app.StartAsync(Token);
        using HttpClient client = CreateClient(app);

        using (HttpResponseMessage sick = await client.GetAsync(new Uri("/health", UriKind.Relative), Token))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, sick.StatusCode);
        }

        ModelSignature signature = new([new TensorSpec("x", TensorDataType.Float32, new ShapePattern([2]))], [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([2]))]);
        await app.Services.GetRequiredService<IRedisAi>().Models.StoreAsync(
            "vad", ModelSource.FromFunction(signature, static inputs => [inputs[0]]), cancellationToken: Token);

        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health", UriKind.Relative), Token));
        Assert.Equal("(x Float32[2]) -> (y Float32[2])", await client.GetStringAsync(new Uri("/vad", UriKind.Relative), Token));
        await app.StopAsync(Token);
    }

    private WebApplicationBuilder CreateBuilder()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = _test.ContentRoot,
            EnvironmentName = Environments.Development,
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_test.Log);
        return builder;
    }

    private static HttpClient CreateClient(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };
}
