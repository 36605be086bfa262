using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RedisAi.Benchmarks.Goals.Http;

/// <summary>An application in this process that offers models, and beside them an endpoint that does nothing with what it gets.</summary>
internal sealed class ScoringServer : IDisposable
{
    /// <summary>The model that is offered as MLflow does.</summary>
    public const string Scored = "iris";

    private readonly WebApplication _application;

    /// <param name="port">Where to listen; 0 for wherever there is room.</param>
    public ScoringServer(int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        builder.Logging.ClearProviders();
        builder.Services.AddRedisAi().AddOnnxBackend().AddModel(Scored, ModelFiles.PathOf(Scored));
        _application = builder.Build();
        _application.MapOpenInference();
        _application.MapMlflowScoring(Scored);
        _application.MapPost("/baseline/{bytes:int}", (RequestDelegate)AnswerAsync);
        _application.StartAsync().GetAwaiter().GetResult();
        Port = new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public int Port { get; }

    public RedisAiEngine Engine => _application.Services.GetRequiredService<RedisAiEngine>();

    public void Dispose()
    {
        _application.StopAsync().GetAwaiter().GetResult();
        ((IDisposable)_application).Dispose();
    }

    /// <summary>Reads the body, and answers with as many bytes as the address says.</summary>
    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        int bytes = int.Parse((string)context.Request.RouteValues["bytes"]!, CultureInfo.InvariantCulture);
        context.Response.ContentLength = bytes;
        context.Response.BodyWriter.GetSpan(bytes)[..bytes].Clear();
        context.Response.BodyWriter.Advance(bytes);
        await context.Response.BodyWriter.FlushAsync();
    }
}
