using System.Diagnostics.Metrics;
using RedisAi.Diagnostics;
using RedisAi.Server.Connections;

namespace RedisAi.Server.Hosting;

/// <summary>The instruments of endpoints; docs/server.md lists them. They are read from what connections count for themselves, so a command costs nothing more.</summary>
internal sealed class EndpointMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly bool _ownsMeter;

    /// <param name="clients">The clients.</param>
    /// <param name="factory">Makes the meter in a host; null to make one here.</param>
    public EndpointMetrics(ClientList clients, IMeterFactory? factory)
    {
        _ownsMeter = factory is null;
        _meter = factory?.Create(new MeterOptions(EngineMetrics.Name)) ?? new Meter(EngineMetrics.Name);
        _meter.CreateObservableUpDownCounter("redisai.resp.clients", () => clients.Count, "{client}", "Clients that are connected.");
        _meter.CreateObservableCounter("redisai.resp.connections", () => clients.Totals().Connections, "{connection}", "Clients that have connected.");
        _meter.CreateObservableCounter("redisai.resp.rejections", () => clients.Rejected, "{connection}", "Clients that were turned away since there were too many.");
        _meter.CreateObservableCounter("redisai.resp.commands", () => clients.Totals().Commands, "{command}", "Commands that were answered.");
        _meter.CreateObservableCounter("redisai.resp.errors", () => clients.Totals().Errors, "{reply}", "Replies that were errors.");
        _meter.CreateObservableCounter("redisai.resp.received", () => clients.Totals().BytesIn, "By", "Bytes that clients have sent.");
        _meter.CreateObservableCounter("redisai.resp.sent", () => clients.Totals().BytesOut, "By", "Bytes that were sent to clients.");
    }

    public void Dispose()
    {
        // A factory disposes the meters that it made.
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }
}
