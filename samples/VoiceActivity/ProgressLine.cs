using RedisAi.Samples.VoiceActivity.Plots;

namespace RedisAi.Samples.VoiceActivity;

/// <summary>Says how far a long run is, in one line that is written over and over; nothing in the first second.</summary>
/// <remarks>Several threads may advance it at once; who finds another one writing goes on.</remarks>
internal sealed class ProgressLine(TextWriter writer, string what, long total, bool enabled, TimeProvider time) : IDisposable
{
    private const int WindowsBetweenLooks = 16;

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly long _start = time.GetTimestamp();
    private readonly Lock _writing = new();
    private long _done;

    // Guarded by _writing.
    private TimeSpan _next = s_silence;
    private int _width;

    /// <summary>Counts one window.</summary>
    public void Advance()
    {
        long done = Interlocked.Increment(ref _done);
        if (!enabled || done % WindowsBetweenLooks != 0 || !_writing.TryEnter())
        {
            return;
        }

        try
        {
            WriteIfDue(done, time.GetElapsedTime(_start));
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (_width > 0)
            {
                writer.Write($"\r{new string(' ', _width)}\r");
                _width = 0;
            }
        }
    }

    private void WriteIfDue(long done, TimeSpan elapsed)
    {
        if (elapsed < _next)
        {
            return;
        }

        TimeSpan left = elapsed * ((double)(total - done) / done);
        string line = $"{what}: {100.0 * done / total:0} %, {done / elapsed.TotalSeconds:N0} windows/s, {TimeAxis.Short(left)} left";
        writer.Write($"\r{line.PadRight(_width)}");
        _width = Math.Max(_width, line.Length);
        _next = elapsed + s_interval;
    }
}
