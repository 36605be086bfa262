using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>The buckets of a queue.</summary>
/// <remarks>Guarded by the lock of the queue.</remarks>
internal sealed class ShapeBuckets(RowLayout layout, IReadOnlyList<(int Rows, long Ticks)> measuredRuns)
{
    /// <summary>More shapes than this at a time are not remembered: those without calls that were used longest ago go.</summary>
    private const int Capacity = 256;

    private readonly List<ShapeBucket> _all = [];
    private ShapeBucket? _latest;
    private long _uses;

    /// <summary>The buckets of a queue that has none: a new list each time was 32 bytes for each call.</summary>
    public static List<ShapeBucket> None { get; } = [];

    public List<ShapeBucket> All => _all;

    /// <summary>The bucket that was used last; null when there is none.</summary>
    public ShapeBucket? Latest => _latest;

    /// <summary>The bucket of a call with such inputs.</summary>
    public ShapeBucket Of(ReadOnlySpan<TensorValue> inputs)
    {
        ShapeBucket bucket = _latest is { } latest && latest.Fits(inputs) ? latest : FindOrAdd(inputs);
        bucket.LastUsed = ++_uses;
        _latest = bucket;
        return bucket;
    }

    public void Release()
    {
        _all.ForEach(static bucket => bucket.Release());
        _all.Clear();
        _latest = null;
    }

    private ShapeBucket FindOrAdd(ReadOnlySpan<TensorValue> inputs)
    {
        foreach (ShapeBucket bucket in _all)
        {
            if (bucket.Fits(inputs))
            {
                return bucket;
            }
        }

        if (_all.Count >= Capacity)
        {
            DropOldest();
        }

        ShapeBucket added = new(layout, inputs);
        if (_all.Count == 0)
        {
            // What was measured when the model was loaded is right for its usual shape, and corrected soon for another.
            foreach ((int rows, long ticks) in measuredRuns)
            {
                added.Curve.Note(rows, ticks);
            }
        }

        _all.Add(added);
        return added;
    }

    private void DropOldest()
    {
        int oldest = -1;
        for (int i = 0; i < _all.Count; i++)
        {
            if (_all[i].Waiting.Count == 0 && (oldest < 0 || _all[i].LastUsed < _all[oldest].LastUsed))
            {
                oldest = i;
            }
        }

        if (oldest >= 0)
        {
            _all[oldest].Release();
            _all.RemoveAt(oldest);
        }
    }
}
