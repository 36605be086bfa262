namespace RedisAi.Soak.Ledger;

/// <summary>A version of a ledger model: when it may have answered which calls. The times are wide rather than narrow.</summary>
internal sealed class LedgerVersion(long serial, SessionPromotion promotion, bool changesStates)
{
    private long _answersFrom = long.MaxValue;
    private long _answersUntil = long.MaxValue;
    private long _mayBeClosedFrom = long.MaxValue;
    private long _replaced = long.MaxValue;
    private long _changeBegan = long.MaxValue;

    public long Serial => serial;

    public SessionPromotion Promotion => promotion;

    /// <summary>What it makes of an <c>h</c> that another version has left, where it takes states over; it then leaves <c>g</c> as it is.</summary>
    public long Migrated(long h) => changesStates ? unchecked((3 * h) + serial) : h;

    /// <summary>Whether it goes on with the states of another version that is there no more, or that it replaced.</summary>
    public bool TakesOver => promotion == SessionPromotion.Migrate || (promotion == SessionPromotion.KeepVersion && changesStates);

    public void Configure(ModelOptions options)
    {
        options.Routing.Promotion = promotion;
        options.Routing.Migration = !changesStates ? null : (input, state) =>
        {
            if (input != "h")
            {
                return state.Share();
            }

            long[] h = state.ToArray<long>();
            return AiTensor.Create<long>(state.Shape.Dimensions, [.. h.Select(Migrated)]);
        };
    }

    /// <summary>Whether a call in this time may have been accepted by it though no session keeps it.</summary>
    public bool MayAnswer(long begin, long end) => Volatile.Read(ref _answersFrom) <= end && Volatile.Read(ref _answersUntil) >= begin;

    /// <summary>Whether sessions that were on it may have had to leave it by then.</summary>
    public bool MayBeClosed(long end) => Volatile.Read(ref _mayBeClosedFrom) <= end;

    /// <summary>Whether it may have got no calls any more, but those of sessions on it, at some time before, and has got none since.</summary>
    public bool WasReplacedBy(long time) => Volatile.Read(ref _replaced) <= time;

    /// <summary>A change of the versions begins: until it is over, anything may be.</summary>
    public void BeginChange(long now)
    {
        _changeBegan = now;
        Volatile.Write(ref _answersUntil, long.MaxValue);
        Volatile.Write(ref _answersFrom, Math.Min(_answersFrom, now));
        Volatile.Write(ref _mayBeClosedFrom, Math.Min(_mayBeClosedFrom, now));
    }

    /// <summary>A change is over.</summary>
    /// <param name="now">When.</param>
    /// <param name="answers">Whether it gets calls.</param>
    /// <param name="isLoaded">Whether it is still there, for sessions or to be served again.</param>
    public void EndChange(long now, bool answers, bool isLoaded)
    {
        if (isLoaded)
        {
            Volatile.Write(ref _mayBeClosedFrom, long.MaxValue);
        }

        if (!answers)
        {
            Volatile.Write(ref _answersUntil, now);
        }

        // At the earliest when the change began: it is over long after the moment at which it happened, where the machine is busy.
        Volatile.Write(ref _replaced, answers ? long.MaxValue : Math.Min(_replaced, _changeBegan));
    }
}
