using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>
/// One session of a model in a store with a budget, done one call after the other. A state that the store has evicted is absent; the store itself
/// tells which, and each call that read before it was known must have met all states or none.
/// </summary>
/// <remarks>Only where callers notice the ends of their calls at once.</remarks>
internal sealed class BoundedSession(string name, int rows, BoundedStore bounds, ITensorStore tensors, TimeProvider time)
{
    private readonly LinkedList<SimulatedCall> _open = [];
    private readonly State _h = new($"{name}/m/h", new StateCell(time));
    private readonly State _g = new($"{name}/m/g", new StateCell(time));

    /// <summary>What the call that has the turn may have read; the likeliest comes last. Null for no states.</summary>
    private readonly List<(long[] H, long[] G)?> _mayHaveRead = [];
    private (long H, long G) _readVersions;

    public string Name => name;

    public int Rows => rows;

    public bool IsIdle => _open.Count == 0;

    /// <summary>A call, or the end of the session, is accepted.</summary>
    public void Accept(SimulatedCall call)
    {
        _open.AddLast(call);
        if (_open.Count == 1)
        {
            Begin();
        }
    }

    /// <summary>A call has ended; <see cref="SimulatedCall.Outcome"/> says how.</summary>
    public void End(SimulatedCall call)
    {
        Assert.NotEqual(CallOutcome.Mismatch, call.Outcome);
        if (_open.First!.Value != call)
        {
            Assert.NotEqual(CallOutcome.Answered, call.Outcome);
            _open.Remove(call);
            return;
        }

        _open.RemoveFirst();
        if (call.Outcome is CallOutcome.Answered or CallOutcome.Full)
        {
            Finish(call);
        }

        Begin();
    }

    /// <summary>The application writes a state, or removes it; false when it does not fit.</summary>
    public bool TryWrite(bool isH, long[]? values)
    {
        State state = isH ? _h : _g;
        bool fits = values is null || bounds.Fits((state.Key, values.Length));
        if (fits)
        {
            Set(state, values);
        }

        return fits;
    }

    /// <summary>Looks what the store has evicted. Where it does not evict, it has all.</summary>
    public void Observe()
    {
        Observe(_h);
        Observe(_g);
    }

    /// <summary>Compares what is in the store with what must be there.</summary>
    public void Compare()
    {
        Observe();
        Assert.Equal(_h.Cell.Values, ValuesOf(_h));
        Assert.Equal(_g.Cell.Values, ValuesOf(_g));
    }

    private void Begin()
    {
        while (_open.First?.Value is { EndsSession: true })
        {
            _open.RemoveFirst();
            Set(_h, null);
            Set(_g, null);
        }

        // Another call that ended together with the one before may have driven them out: before this one has read them, or after.
        (long[]? h, long[]? g) = (_h.Cell.Values, _g.Cell.Values);
        _readVersions = (_h.Cell.Version, _g.Cell.Version);
        Observe();
        if (_h.Cell.Values is null || _g.Cell.Values is null)
        {
            _mayHaveRead.Add(null);
        }

        _mayHaveRead.Add(h is null || g is null ? null : (h, g));
    }

    private void Finish(SimulatedCall call)
    {
        (long[] h, long[] g) = Read(call);
        _mayHaveRead.Clear();
        bool isUnchanged = _h.Cell.IsUnchangedSince(_readVersions.H) && _g.Cell.IsUnchangedSince(_readVersions.G);
        if (call.Outcome == CallOutcome.Full || (isUnchanged && !Fits()))
        {
            // What the application has written meanwhile may have been evicted since.
            Assert.Equal(CallOutcome.Full, call.Outcome);
            Assert.False(Fits(), $"{call}: its states fit.");
            Assert.True(isUnchanged || HasLost(_h) || HasLost(_g), $"{call}: its states were not to be written.");
            return;
        }

        long[] nextH = [.. h.Zip(call.Sums, (old, sum) => unchecked((31 * old) + sum + call.Version))];
        long[] nextG = [.. g.Select(static old => old + 1)];
        if (isUnchanged || WasWrittenAfterEviction(nextH, nextG))
        {
            Set(_h, nextH);
            Set(_g, nextG);
        }
        else if (bounds.Evicts && !tensors.Contains(_h.Key) && !tensors.Contains(_g.Key))
        {
            // Or they were written, read by the next call, and evicted, all by runs that ended together.
            _mayHaveRead.Add((nextH, nextG));
        }
    }

    /// <summary>The states from which a call was answered: one of those that it may have read.</summary>
    private (long[] H, long[] G) Read(SimulatedCall call)
    {
        (long[] H, long[] G) none = (new long[rows], new long[rows]);
        (long[] H, long[] G) likeliest = _mayHaveRead[^1] ?? none;
        if (call.Outcome != CallOutcome.Answered)
        {
            return likeliest;
        }

        (long[] H, long[] G) read = _mayHaveRead.Select(read => read ?? none).LastOrDefault(read => call.Expected(read.H, read.G).SequenceEqual(call.Answer!), likeliest);
        Assert.Equal(call.Expected(read.H, read.G), call.Answer!);
        return read;
    }

    /// <summary>Whether what the application wrote meanwhile has been evicted before the next states were written, as the store shows.</summary>
    private bool WasWrittenAfterEviction(long[] nextH, long[] nextG)
    {
        // The first state has a value of its own at each step; the other one counts from 1 again when the session has started anew.
        long[]? h = ValuesOf(_h);
        return bounds.Evicts && (h is null ? ValuesOf(_g)?.SequenceEqual(nextG) == true : h.SequenceEqual(nextH));
    }

    private bool Fits() => bounds.Fits((_h.Key, rows), (_g.Key, rows));

    private void Set(State state, long[]? values)
    {
        state.Cell.Set(values, timeToLive: null);
        bounds.Note(state.Key, values);
    }

    private void Observe(State state)
    {
        if (HasLost(state))
        {
            Assert.True(bounds.Evicts, $"'{state.Key}' has gone.");
            state.Cell.Evict();
        }
    }

    /// <summary>Whether the store has no longer what is known to have been there. Being asked for is no use of an entry, which would keep it.</summary>
    private bool HasLost(State state) => state.Cell.Values is not null && !tensors.Contains(state.Key);

    private long[]? ValuesOf(State state)
    {
        using AiTensor? present = tensors.Get(state.Key);
        return present?.ToArray<long>();
    }

    private sealed record State(string Key, StateCell Cell);
}
