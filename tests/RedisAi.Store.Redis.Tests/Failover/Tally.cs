using System.Collections.Concurrent;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>What callers have seen, counted. Any thread may count.</summary>
internal sealed class Tally
{
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, int> _errors = new();
    private long _acknowledged;
    private long _failed;
    private long _lost;
    private long _longest;

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Gets how many calls ended with an error that a caller must expect.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Gets how often something was gone that had been acknowledged.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Gets how long the longest call took.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref _longest));

    /// <summary>Gets what must not happen and did.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Gets the messages of the errors that were to be expected, and how often each came.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    public void Acknowledge() => Interlocked.Increment(ref _acknowledged);

    public void Fail(Exception error)
    {
        Interlocked.Increment(ref _failed);
        _errors.AddOrUpdate($"{error.GetType().Name}: {error.Message}", 1, static (_, count) => count + 1);
    }

    public void Fault(string message) => _faults.Enqueue(message);

    public void Fault(LedgerFault fault)
    {
        Fault(fault.Message);
        if (fault.IsLoss)
        {
            Lose();
        }
    }

    public void Lose() => Interlocked.Increment(ref _lost);

    public void Took(TimeSpan time)
    {
        long longest = Interlocked.Read(ref _longest);
        while (time.Ticks > longest)
        {
            long seen = Interlocked.CompareExchange(ref _longest, time.Ticks, longest);
            longest = seen == longest ? time.Ticks : seen;
        }
    }

    public override string ToString() => $"{Acknowledged} acknowledged, {Failed} failed, {Lost} lost, the longest call {Longest.TotalMilliseconds:F0} ms";
}
