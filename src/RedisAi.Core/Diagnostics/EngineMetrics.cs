using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RedisAi.Diagnostics;

/// <summary>The instruments of the meter <c>RedisAi</c>; docs/hosting.md lists them.</summary>
internal sealed class EngineMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "RedisAi";

    /// <summary>From 10 us to 10 s, three to a decade: OpenTelemetry's own begin at 5, whatever the unit.</summary>
    private static readonly InstrumentAdvice<double> s_durations = new()
    {
        HistogramBucketBoundaries = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<long> s_rows = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<long> _batchSize;
    private readonly Histogram<double> _shadowDuration;
    private readonly Histogram<double> _shadowDifference;
    private readonly Counter<long> _evictions;
    private readonly Histogram<double> _storageDuration;
    private readonly Counter<long> _storageChanges;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _modelSwaps;
    private readonly Counter<long> _scriptSwaps;
    private readonly bool _ownsMeter;

    /// <param name="factory">Makes the meter in a host, so that each host has its own; null to make one here.</param>
    public EngineMetrics(IMeterFactory? factory)
    {
        _ownsMeter = factory is null;
        _meter = factory?.Create(new MeterOptions(Name)) ?? new Meter(Name);
        _duration = _meter.CreateHistogram<double>("redisai.inference.duration", "s", "From the acceptance of a call to its answer.", tags: null, s_durations);
        _queueDuration = _meter.CreateHistogram<double>("redisai.inference.queue.duration", "s", "From the acceptance of a call to the start of its run.", tags: null, s_durations);
        _batchSize = _meter.CreateHistogram<long>("redisai.batch.size", "{row}", "Rows of a run.", tags: null, s_rows);
        _shadowDuration = _meter.CreateHistogram<double>("redisai.shadow.duration", "s", "What the copy of a call took on a version in the shadow.", tags: null, s_durations);
        _shadowDifference = _meter.CreateHistogram<double>("redisai.shadow.difference", "1", "The largest absolute difference between the outputs of such a copy and the answer.");
        _evictions = _meter.CreateCounter<long>("redisai.store.evictions", "{tensor}", "Tensors that were removed to make room.");
        _storageDuration = _meter.CreateHistogram<double>("redisai.storage.write.duration", "s", "What it took to write what had changed, in one transaction.", tags: null, s_durations);
        _storageChanges = _meter.CreateCounter<long>("redisai.storage.changes", "{change}", "Changes of tensors that were written.");
        _fallbacks = _meter.CreateCounter<long>("redisai.dag.fallbacks", "{fallback}", "Nodes of plans that failed, and whose fallbacks ran.");
        _modelSwaps = _meter.CreateCounter<long>("redisai.model.swaps", "{swap}", "Models that were replaced by a new version.");
        _scriptSwaps = _meter.CreateCounter<long>("redisai.script.swaps", "{swap}", "Scripts that were replaced by a new version.");
    }

    /// <summary>Whether anybody listens to what a call records.</summary>
    public bool IsCallEnabled => _duration.Enabled || _queueDuration.Enabled || _batchSize.Enabled;

    /// <summary>Adds the gauge of the memory of tensors.</summary>
    public void ObserveBuffers(Func<long> buffers) =>
        _meter.CreateObservableUpDownCounter("redisai.tensors.buffers", buffers, "{buffer}", "Pieces of memory that tensors of the process hold.");

    /// <summary>Adds the gauges of a store.</summary>
    public void ObserveStore(Func<long> bytes, Func<long> tensors)
    {
        _meter.CreateObservableUpDownCounter("redisai.store.bytes", bytes, "By", "Bytes of the tensors in the store.");
        _meter.CreateObservableUpDownCounter("redisai.store.tensors", tensors, "{tensor}", "Tensors in the store.");
    }

    /// <summary>Records a call that has ended.</summary>
    /// <param name="subject">What ran.</param>
    /// <param name="function">The function of a script; null for a model.</param>
    /// <param name="elapsed">From acceptance to answer.</param>
    /// <param name="queued">From acceptance to the start of the run.</param>
    /// <param name="rows">The rows of the run; null when it was recorded for all calls that shared it.</param>
    /// <param name="error">Why there is no answer, or null.</param>
    public void CallEnded(RunSubject subject, string? function, TimeSpan elapsed, TimeSpan queued, long? rows, Exception? error)
    {
        TagList tags = new() { { subject.KeyTag, subject.Key }, { "redisai.backend", subject.Backend } };
        if (function is null && rows is { } count)
        {
            _batchSize.Record(count, tags);
        }
        else if (function is not null)
        {
            tags.Add(RunSubject.FunctionTag, function);
        }

        if (error is not null)
        {
            tags.Add("error.type", error.GetType().FullName);
        }

        _queueDuration.Record(queued.TotalSeconds, tags);
        _duration.Record(elapsed.TotalSeconds, tags);
    }

    /// <summary>Records a run that several calls may have shared.</summary>
    /// <param name="subject">What ran.</param>
    /// <param name="rows">The rows of all calls.</param>
    public void RunEnded(RunSubject subject, long rows)
    {
        if (_batchSize.Enabled)
        {
            _batchSize.Record(rows, new TagList { { subject.KeyTag, subject.Key }, { "redisai.backend", subject.Backend } });
        }
    }

    /// <summary>Records the run of a version in the shadow.</summary>
    /// <param name="subject">The version.</param>
    /// <param name="elapsed">What it cost.</param>
    /// <param name="difference">How far its outputs lie from the answer; null when they could not be compared.</param>
    public void ShadowEnded(RunSubject subject, TimeSpan elapsed, double? difference)
    {
        TagList tags = new() { { subject.KeyTag, subject.Key }, { subject.VersionTag, subject.Version } };
        _shadowDuration.Record(elapsed.TotalSeconds, tags);
        if (difference is { } distance)
        {
            _shadowDifference.Record(distance, tags);
        }
    }

    public void Evicted() => _evictions.Add(1);

    /// <summary>Records a transaction of a durable store, or that it failed.</summary>
    public void StorageWritten(TimeSpan elapsed, int changes, Exception? error)
    {
        if (error is null)
        {
            _storageChanges.Add(changes);
            _storageDuration.Record(elapsed.TotalSeconds);
        }
        else
        {
            _storageDuration.Record(elapsed.TotalSeconds, new TagList { { "error.type", error.GetType().FullName } });
        }
    }

    /// <summary>Records that a node of a plan has failed, and that its fallback runs.</summary>
    public void FellBack(string plan, string node)
    {
        if (_fallbacks.Enabled)
        {
            _fallbacks.Add(1, new TagList { { EngineActivity.PlanTag, plan }, { EngineActivity.NodeTag, node } });
        }
    }

    public void Swapped(RunSubject subject) =>
        (subject.Kind == RunSubject.Model ? _modelSwaps : _scriptSwaps).Add(1, new KeyValuePair<string, object?>(subject.KeyTag, subject.Key));

    public void Dispose()
    {
        // A factory disposes the meters that it made.
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }
}
