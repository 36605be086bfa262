using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>The runs of a version in the shadow, one at a time, and what they have shown.</summary>
internal sealed class ShadowRuns(ModelServices services)
{
    private readonly Lock _lock = new();
    private int _running;

    // Guarded by _lock.
    private long _compared;
    private long _dropped;
    private long _failed;
    private long _differing;
    private double _largest;
    private TimeSpan _duration;
    private string? _lastError;

    /// <summary>Starts a copy unless one is running; followed by <see cref="End"/>.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _running, 1, 0) == 0;

    public void End() => Volatile.Write(ref _running, 0);

    public void NoteDropped()
    {
        lock (_lock)
        {
            _dropped++;
        }
    }

    /// <summary>Runs a copy, and compares what it gives with the answer.</summary>
    /// <param name="version">The version in the shadow.</param>
    /// <param name="inputs">The inputs, borrowed.</param>
    /// <param name="expected">The answer, borrowed.</param>
    public void Compare(ModelVersion version, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<TensorValue> expected)
    {
        long started = services.Time.GetTimestamp();
        if (version.TryAcquire() is not ModelSlot slot)
        {
            return;
        }

        try
        {
            slot.AcceptPart(long.MaxValue, CancellationToken.None);
            slot.Binder.Bind(inputs, slot.Inputs);
        }
        catch (TensorMismatchException error)
        {
            slot.Return();
            Note(version, started, difference: null, error.Message);
            return;
        }

        CallEnd run = CallEnd.Of(slot);
        if (run.Error is { } failure)
        {
            Note(version, started, difference: null, failure.Message);
            return;
        }

        using ModelResult result = run.Result;
        OutputDifference? difference = OutputDifference.Of(expected, result.Values);
        Note(version, started, difference, difference is null ? $"It gave {Described(result.Values)}; the answer is {Described(expected)}." : null);
    }

    public ShadowStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new ShadowStatistics(_compared, _dropped, _failed, _differing, _largest, _duration) { LastError = _lastError };
        }
    }

    private static string Described(ReadOnlySpan<TensorValue> values)
    {
        string[] texts = new string[values.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = values[i].IsEmpty ? "nothing" : $"{values[i].DataType}{values[i].Shape}";
        }

        return $"({string.Join(", ", texts)})";
    }

    private void Note(ModelVersion version, long started, OutputDifference? difference, string? error)
    {
        TimeSpan elapsed = services.Time.GetElapsedTime(started);
        lock (_lock)
        {
            _duration += elapsed;
            _compared += difference is null ? 0 : 1;
            _failed += difference is null ? 1 : 0;
            _differing += difference is { IsEqual: false } ? 1 : 0;
            _lastError = error ?? _lastError;
            _largest = Math.Max(_largest, difference?.Largest ?? 0);
        }

        services.Metrics.ShadowEnded(version.Subject, elapsed, difference?.Largest);
    }
}
