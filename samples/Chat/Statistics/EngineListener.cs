using System.Diagnostics.Metrics;

namespace RedisAi.Samples.Chat.Statistics;

/// <summary>Listens to the engine's own meter, and hands what it says of a model to that model's meter.</summary>
internal sealed class EngineListener : IDisposable
{
    private const string Duration = "redisai.inference.duration";
    private const string BatchSize = "redisai.batch.size";

    private readonly MeterListener _listener = new();
    private readonly IReadOnlyList<ModelMeter> _meters;

    /// <param name="meters">Those of the models to hear of.</param>
    /// <param name="host">Whose engine; there may be others in the process.</param>
    public EngineListener(IReadOnlyList<ModelMeter> meters, IMeterFactory host)
    {
        _meters = meters;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "RedisAi" && instrument.Meter.Scope == host && instrument.Name is Duration or BatchSize)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => CallEnded(seconds, tags));
        _listener.SetMeasurementEventCallback<long>((_, rows, tags, _) => RunEnded(rows, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private void CallEnded(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Find(tags)?.Now is not { } interval)
        {
            return;
        }

        if (Value(tags, "error.type") is null)
        {
            interval.Latency.Record(seconds);
        }
        else
        {
            interval.RecordFailure();
        }
    }

    private void RunEnded(long rows, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // A run that failed has no rows.
        if (rows > 0)
        {
            Find(tags)?.Now.RecordRun(rows);
        }
    }

    private ModelMeter? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? key = Value(tags, "redisai.model.key");
        foreach (ModelMeter meter in _meters)
        {
            if (meter.Key == key)
            {
                return meter;
            }
        }

        return null;
    }

    private static string? Value(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value as string;
            }
        }

        return null;
    }
}
