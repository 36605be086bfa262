using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RedisAi.Store.Redis;

/// <summary>How a worker does: for metrics, health, and how long to wait when something is wrong.</summary>
internal sealed class StreamWorkerStatus(string stream, string group, TimeSpan claimAfter, Counter<long> messages, TimeProvider time)
{
    private const double FirstDelay = 20;
    private const int MostDoublings = 7;

    private readonly KeyValuePair<string, object?> _streamTag = KeyValuePair.Create(StreamMetrics.StreamTag, (object?)stream);
    private readonly KeyValuePair<string, object?> _groupTag = KeyValuePair.Create(StreamMetrics.GroupTag, (object?)group);
    private volatile StreamPulse? _pulse;
    private volatile Exception? _trouble;
    private long _heardAt = time.GetTimestamp();
    private int _troubles;

    public string Stream => stream;

    public string Group => group;

    /// <summary>What was last heard of the group; null before.</summary>
    public StreamPulse? Pulse => _pulse;

    /// <summary>What went wrong last, if nothing has gone well since.</summary>
    public Exception? Trouble => _trouble;

    /// <summary>Whether the group has not been heard of for so long that others count the worker as dead.</summary>
    public bool IsCutOff => time.GetElapsedTime(Volatile.Read(ref _heardAt)) > claimAfter;

    /// <summary>The tags of all that is measured of the worker.</summary>
    public KeyValuePair<string, object?>[] Tags => [_streamTag, _groupTag];

    /// <summary>Notes what was heard of the group.</summary>
    public void Heard(StreamPulse pulse)
    {
        _pulse = pulse;
        if (_trouble is SharedStoreException)
        {
            // Redis is back.
            _trouble = null;
            Volatile.Write(ref _troubles, 0);
        }

        Volatile.Write(ref _heardAt, time.GetTimestamp());
    }

    /// <summary>Notes that messages were ended, or that it came to nothing.</summary>
    public void Ended(FinishOutcome outcome, int count)
    {
        if (outcome == FinishOutcome.Finished)
        {
            _trouble = null;
            Volatile.Write(ref _troubles, 0);
        }

        Count(count, outcome == FinishOutcome.Finished ? "finished" : "repeated");
    }

    /// <summary>Notes that a message has failed.</summary>
    public void Failed(bool isDead) => Count(1, isDead ? "dead" : "failed");

    /// <summary>Notes that something goes wrong that no message is to blame for.</summary>
    /// <returns>Whether it is the first time since something went well.</returns>
    public bool NoteTrouble(Exception error)
    {
        _trouble = error;
        return Interlocked.Increment(ref _troubles) == 1;
    }

    /// <summary>How long to wait before the next try: longer each time.</summary>
    public TimeSpan NextDelay() => TimeSpan.FromMilliseconds(FirstDelay * (1 << Math.Clamp(Volatile.Read(ref _troubles) - 1, 0, MostDoublings)));

    private void Count(int count, string outcome)
    {
        if (messages.Enabled)
        {
            messages.Add(count, new TagList { _streamTag, _groupTag, { StreamMetrics.OutcomeTag, outcome } });
        }
    }
}
