using System.Diagnostics.Metrics;

namespace RedisAi.Samples.Statistics;

/// <summary>Counts the runs of a model by how many rows they had: what the engine's meter <c>RedisAi</c> says of it.</summary>
internal sealed class RunSizes : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, int> _runs = [];
    private readonly MeterListener _listener = new();
    private readonly string _modelKey;

    /// <param name="modelKey">The model's key.</param>
    public RunSizes(string modelKey)
    {
        _modelKey = modelKey;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "RedisAi", Name: "redisai.batch.size" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, rows, tags, _) => Record(rows, tags));
        _listener.Start();
    }

    /// <summary>Gives how many runs had how many rows, fewest rows first, and begins anew.</summary>
    public IReadOnlyList<RunSize> Take()
    {
        lock (_lock)
        {
            RunSize[] sizes = [.. _runs.Select(static run => new RunSize(run.Key, run.Value))];
            _runs.Clear();
            return sizes;
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(long rows, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            // A run that failed has no rows.
            if (rows > 0 && tag.Key == "redisai.model.key" && tag.Value is string key && key == _modelKey)
            {
                lock (_lock)
                {
                    _runs[rows] = _runs.GetValueOrDefault(rows) + 1;
                }
            }
        }
    }
}
