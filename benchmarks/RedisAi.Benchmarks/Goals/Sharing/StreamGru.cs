using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Benchmarks.Goals.Batching;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>A host whose worker answers the messages of a stream by steps of the GRU.</summary>
internal sealed class StreamGru : IDisposable
{
    private readonly IHost _host;

    /// <param name="configuration">The server.</param>
    /// <param name="traffic">Whose messages are answered.</param>
    public StreamGru(string configuration, StreamTraffic traffic)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        builder.Services.AddRedisAi().AddOnnxBackend()
            .AddModel(GruCallers.Model, ModelFiles.PathOf(GruCallers.Model), static options => options.States.Add(new ModelState("state", "stateN")))
            .AddRedisStore(configuration)
            .AddStreamWorker(traffic.Input, traffic.Output, GruCallers.Model, static options => options.BatchSize = StreamTraffic.Batch);
        _host = builder.Build();
        _host.Start();
    }

    public void Dispose()
    {
        _host.StopAsync().GetAwaiter().GetResult();
        _host.Dispose();
    }
}
