using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>One session as it is documented, done one call after the other: what each call reads, answers and leaves.</summary>
/// <remarks>
/// It has two states: <c>h</c>, a number for each row, becomes <c>31 h + x + version</c>, and <c>g</c>, too, becomes <c>g + 1</c>.
/// </remarks>
internal sealed class SessionReference(string name, TimeProvider time)
{
    private readonly LinkedList<SimulatedCall> _open = [];
    private readonly StateCell _h = new(time);
    private readonly StateCell _g = new(time);
    private long[]? _readH;
    private long[]? _readG;
    private (long H, long G) _readVersions;

    public string Name => name;

    /// <summary>How long states are kept; null for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    public bool IsIdle => _open.Count == 0;

    public long[]? H => _h.Values;

    public long[]? G => _g.Values;

    /// <summary>A call, or the end of the session, is accepted.</summary>
    public void Accept(SimulatedCall call)
    {
        _open.AddLast(call);
        Settle(hasNewHead: _open.Count == 1);
    }

    /// <summary>A call has ended; <see cref="SimulatedCall.Outcome"/> says how.</summary>
    public void End(SimulatedCall call)
    {
        if (call.Outcome != CallOutcome.Answered && _open.First?.Value != call)
        {
            // It leaves everything as it was, also when it had not begun.
            _open.Remove(call);
            return;
        }

        Settle(hasNewHead: false);
    }

    /// <summary>The application writes a state, or removes it.</summary>
    public void Write(bool isH, long[]? values) => (isH ? _h : _g).Set(values, timeToLive: null);

    /// <summary>Whether the head fails since what is in the store does not fit it.</summary>
    private bool FailsToRead(SimulatedCall head) => _readH is not null && (_readH.Length != head.Rows || _readG!.Length != head.Rows);

    private void Settle(bool hasNewHead)
    {
        while (_open.First?.Value is { } head)
        {
            if (hasNewHead && !TryBegin(head))
            {
                return;
            }

            if (head.Outcome is null && !head.EndsSession)
            {
                return;
            }

            _open.RemoveFirst();
            Finish(head);
            hasNewHead = true;
        }
    }

    private bool TryBegin(SimulatedCall head)
    {
        if (head.EndsSession)
        {
            Write(isH: true, null);
            Write(isH: false, null);
            return true;
        }

        (_readH, _readG, _readVersions) = (H, G, (_h.Version, _g.Version));
        if (_readH is null || _readG is null)
        {
            // Half of an old context is none.
            (_readH, _readG) = (null, null);
        }

        return true;
    }

    private void Finish(SimulatedCall call)
    {
        if (call.EndsSession)
        {
            return;
        }

        if (call.Outcome == CallOutcome.Mismatch)
        {
            Assert.True(FailsToRead(call), $"{call}: what was in the store fits.");
        }

        if (call.Outcome != CallOutcome.Answered)
        {
            return;
        }

        Assert.False(FailsToRead(call), $"{call}: what was in the store does not fit.");
        long[] h = _readH ?? new long[call.Rows];
        long[] g = _readG ?? new long[call.Rows];
        Assert.Equal(call.Expected(h, g), call.Answer!);

        // What the application has written meanwhile stays, of both; what has gone is written anew.
        if (_h.IsUnchangedSince(_readVersions.H) && _g.IsUnchangedSince(_readVersions.G))
        {
            _h.Set([.. h.Zip(call.Sums, (old, sum) => unchecked((31 * old) + sum + call.Version))], TimeToLive);
            _g.Set([.. g.Select(static old => old + 1)], TimeToLive);
        }
    }
}
