using System.Diagnostics;

namespace RedisAi.Soak.Ledger;

/// <summary>What is documented of versions and states: from what a call may have started, given what there may have been before it.</summary>
internal static class LedgerRules
{
    /// <summary>A clock is read a little before or after what it is read for.</summary>
    private static readonly long s_slack = Stopwatch.Frequency / 100;

    /// <summary>The states that a call by a version may have read.</summary>
    /// <param name="book">The model.</param>
    /// <param name="version">Which has answered.</param>
    /// <param name="before">One of those that there may have been.</param>
    /// <param name="begin">When the call began.</param>
    /// <param name="end">When it had ended.</param>
    public static IEnumerable<LedgerState> Readings(LedgerBook book, LedgerVersion version, LedgerState before, long begin, long end)
    {
        bool isChosen = version.MayAnswer(begin, end);
        if (before.H is null || MayBeGone(book, before, end))
        {
            // A session that had states a moment ago may still be sent where they were.
            if (isChosen || version.Serial == before.Serial)
            {
                yield return LedgerState.None;
            }
        }

        if (before.H is null || MustBeGone(book, before, begin))
        {
            yield break;
        }

        if (before.Serial is null)
        {
            if (isChosen)
            {
                yield return before;
            }
        }
        else if (version.Serial == before.Serial)
        {
            // Sessions that keep their version do so because the one that would answer otherwise says so.
            if (isChosen || book.Versions.Any(other => other.Promotion == SessionPromotion.KeepVersion && other.MayAnswer(begin, end)))
            {
                yield return before;
            }
        }
        else if (isChosen && MayLeave(book, before, version, end))
        {
            yield return version.TakesOver ? before with { H = Array.ConvertAll(before.H, version.Migrated) } : LedgerState.None;
        }
    }

    /// <summary>Whether a session may go from the version that has written its states to another one.</summary>
    /// <remarks>
    /// It is on a version only when its first call there has succeeded. One that was replaced by then may have been closed, as it had no sessions; and a call
    /// that was made at the same time as the first one may have been sent to the other version before the first one was accepted.
    /// </remarks>
    private static bool MayLeave(LedgerBook book, LedgerState state, LedgerVersion to, long end) =>
        to.Promotion != SessionPromotion.KeepVersion || book.Find(state.Serial!.Value) is not { } home || home.MayBeClosed(end)
        || (state.HasMoved && home.WasReplacedBy(state.Until));

    private static bool MayBeGone(LedgerBook book, LedgerState state, long end) =>
        book.Evicts || (book.TimeToLive is { } kept && end >= state.From + Ticks(kept) - s_slack);

    private static bool MustBeGone(LedgerBook book, LedgerState state, long begin) =>
        book.TimeToLive is { } kept && begin > state.Until + Ticks(kept) + s_slack;

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
