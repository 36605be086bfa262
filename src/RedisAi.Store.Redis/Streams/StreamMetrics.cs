using System.Diagnostics.Metrics;
using RedisAi.Diagnostics;

namespace RedisAi.Store.Redis;

/// <summary>The instruments of workers on streams, of the meter <c>RedisAi</c>; docs/streams.md lists them.</summary>
internal sealed class StreamMetrics : IDisposable
{
    public const string StreamTag = "redisai.stream";
    public const string GroupTag = "redisai.stream.group";
    public const string OutcomeTag = "redisai.stream.outcome";

    private readonly Meter _meter;
    private readonly bool _ownsMeter;

    /// <param name="factory">Makes the meter in a host, so that each host has its own; null to make one here.</param>
    /// <param name="workers">The workers.</param>
    public StreamMetrics(IMeterFactory? factory, Func<IEnumerable<StreamWorker>> workers)
    {
        _ownsMeter = factory is null;
        _meter = factory?.Create(new MeterOptions(EngineMetrics.Name)) ?? new Meter(EngineMetrics.Name);
        Messages = _meter.CreateCounter<long>("redisai.stream.messages", "{message}", "Messages of a stream that were worked on, by what has become of them.");
        _meter.CreateObservableGauge("redisai.stream.lag", () => Measure(workers(), static pulse => pulse.Lag), "{message}", "Messages of a stream that its group has not read yet.");
        _meter.CreateObservableGauge("redisai.stream.pending", () => Measure(workers(), static pulse => pulse.Pending), "{message}", "Messages of a stream that its group has read and not ended.");
        _meter.CreateObservableGauge(
            "redisai.stream.in_flight",
            () => workers().Select(static worker => new Measurement<long>(worker.InFlight, worker.Status.Tags)),
            "{message}",
            "Messages of a stream in the memory of this process, waiting or under way.");
    }

    public Counter<long> Messages { get; }

    public void Dispose()
    {
        // A factory disposes the meters that it made.
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }

    private static IEnumerable<Measurement<long>> Measure(IEnumerable<StreamWorker> workers, Func<StreamPulse, long> figure)
    {
        foreach (StreamWorker worker in workers)
        {
            if (worker.Status.Pulse is { } pulse)
            {
                yield return new Measurement<long>(figure(pulse), worker.Status.Tags);
            }
        }
    }
}
