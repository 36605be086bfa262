using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests;

/// <summary>An application with an engine and endpoints, at a free port of this machine.</summary>
internal sealed class EndpointHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly RecordedLog _log;

    private EndpointHost(WebApplication application, RecordedLog log)
    {
        _application = application;
        _log = log;
        Client = new HttpClient { BaseAddress = new Uri(application.Urls.First()), Timeout = Eventually.Limit };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _application.Services;

    public RedisAiEngine Engine => _application.Services.GetRequiredService<RedisAiEngine>();

    /// <summary>What was logged, from warnings on; of our own category all.</summary>
    public IEnumerable<string> Log => _log.Lines;

    /// <param name="map">Adds endpoints.</param>
    /// <param name="configure">Changes the application before it is built: services, backends; null for nothing.</param>
    public static async Task<EndpointHost> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null)
    {
        RecordedLog log = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).AddFilter("Microsoft", LogLevel.Warning).AddFilter("RedisAi", LogLevel.Trace);
        builder.Services.AddRedisAi();
        configure?.Invoke(builder);
        WebApplication application = builder.Build();
        map(application);
        await application.StartAsync();
        return new EndpointHost(application, log);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _log.Dispose();
    }
}
