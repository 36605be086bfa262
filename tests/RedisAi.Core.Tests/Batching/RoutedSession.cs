using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>One session of a model with several versions, done one call after the other: who answers each call, from which states, and what it leaves.</summary>
/// <remarks>Only where callers notice the ends of their calls at once: it has to know at each moment which call has the turn.</remarks>
internal sealed class RoutedSession(string name, RoutedLine line, TimeProvider time)
{
    private readonly LinkedList<(SimulatedCall Call, RoutedVersion? Version)> _open = [];

    /// <summary>Calls that had their turn, and ended with it, of which their callers do not know yet.</summary>
    private readonly Dictionary<SimulatedCall, CallOutcome> _over = [];
    private readonly StateCell _h = new(time);
    private readonly StateCell _g = new(time);
    private (long[] H, long[] G)? _read;
    private (long H, long G) _readVersions;
    private bool _movesOn;

    public string Name => name;

    public TimeSpan? TimeToLive { get; init; }

    public bool IsIdle => _open.Count == 0;

    public long[]? H => _h.Values;

    public long[]? G => _g.Values;

    /// <summary>The version that answers a call that is accepted now.</summary>
    public RoutedVersion Route()
    {
        RoutedVersion chosen = line.Choose(name);
        bool isInMidState = !IsIdle || (H is not null && G is not null);
        return chosen.Promotion == SessionPromotion.KeepVersion && isInMidState && line.HomeOf(this) is { IsClosed: false } home ? home : chosen;
    }

    /// <summary>A call comes; with no version, the end of the session.</summary>
    public void Accept(SimulatedCall call, RoutedVersion? version)
    {
        _open.AddLast((call, version));
        if (_open.Count == 1)
        {
            Begin(isNew: true);
        }
    }

    /// <summary>A call that came waits for its run, or for its turn: it was not refused.</summary>
    public void Await(SimulatedCall call)
    {
        if (_open.First?.Value is ({ } head, { } version) && head == call && _movesOn)
        {
            line.Move(this, version);
        }
    }

    /// <summary>A call has ended; <see cref="SimulatedCall.Outcome"/> says how.</summary>
    public void End(SimulatedCall call)
    {
        if (_over.Remove(call, out CallOutcome expected))
        {
            Assert.Equal(expected, call.Outcome);
            return;
        }

        if (_open.First!.Value.Call != call)
        {
            // Who got the turn from a call that is about to tell its end may have failed with it already.
            if (call.Outcome != CallOutcome.Mismatch)
            {
                // It has not had its turn, and leaves everything as it was.
                Assert.Contains(call.Outcome, (CallOutcome?[])[CallOutcome.Cancelled, CallOutcome.TimedOut, CallOutcome.Refused]);
                _open.Remove(_open.Single(open => open.Call == call));
            }

            return;
        }

        RoutedVersion version = _open.First.Value.Version!;
        _open.RemoveFirst();
        Assert.NotEqual(CallOutcome.Mismatch, call.Outcome);
        if (call.Outcome == CallOutcome.Answered)
        {
            Finish(call, version);
        }

        Begin(isNew: false);
    }

    /// <summary>The application writes a state, or removes it.</summary>
    public void Write(bool isH, long[]? values) => (isH ? _h : _g).Set(values, timeToLive: null);

    /// <summary>The engine forgets sessions whose states are gone.</summary>
    public void Sweep()
    {
        if (IsIdle && (H is null || G is null))
        {
            line.Move(this, null);
        }
    }

    /// <summary>Lets the calls that have the turn read, until there is one that waits for its run.</summary>
    private void Begin(bool isNew)
    {
        while (_open.First?.Value is ({ } call, var version))
        {
            if (version is null)
            {
                _open.RemoveFirst();
                Write(isH: true, null);
                Write(isH: false, null);
                line.Move(this, null);
                continue;
            }

            Read(version);
            bool fits = _read is not { } read || (read.H.Length == call.Rows && read.G.Length == call.Rows);
            bool goesOn = fits && !(call.WasCancelled && !isNew);
            if (goesOn)
            {
                if (_movesOn && !isNew)
                {
                    line.Move(this, version);
                }

                return;
            }

            _open.RemoveFirst();
            CallOutcome outcome = fits ? CallOutcome.Cancelled : CallOutcome.Mismatch;
            if (call.Outcome is null)
            {
                _over.Add(call, outcome);
            }
            else
            {
                Assert.Equal(outcome, call.Outcome);
            }
        }
    }

    private void Read(RoutedVersion version)
    {
        _readVersions = (_h.Version, _g.Version);
        bool isForeign = line.HomeOf(this) is { } home && home != version;
        (_read, _movesOn) = (H, G) switch
        {
            // Half of an old context is none.
            (null, _) or (_, null) => (null, true),
            ({ } h, { } g) when !isForeign => ((h, g), true),
            ({ } h, { } g) => (MayTakeOver(version) ? RoutedModel.Changed(version.Change, h, g) : null, false),
        };
    }

    /// <summary>Whether a version goes on with states of another one: if it migrates, or knows how to when the other one has gone.</summary>
    private static bool MayTakeOver(RoutedVersion version) =>
        version.Promotion == SessionPromotion.Migrate || (version.Promotion == SessionPromotion.KeepVersion && version.Change != StateChange.None);

    private void Finish(SimulatedCall call, RoutedVersion version)
    {
        (long[] h, long[] g) = _read ?? (new long[call.Rows], new long[call.Rows]);
        Assert.Equal(call.Expected(h, g), call.Answer!);

        // What the application has written meanwhile stays, of both; what has gone is written anew.
        bool isAnyLeft = _h.IsLeft(_readVersions.H) || _g.IsLeft(_readVersions.G);
        if (_h.IsUnchangedSince(_readVersions.H) && _g.IsUnchangedSince(_readVersions.G))
        {
            _h.Set([.. h.Zip(call.Sums, (old, sum) => unchecked((31 * old) + sum + call.Version))], TimeToLive);
            _g.Set([.. g.Select(static old => old + 1)], TimeToLive);
        }
        else if (isAnyLeft && !_movesOn)
        {
            // One is the application's, and the other one is still of the version that wrote it.
            return;
        }

        line.Move(this, version);
    }
}
