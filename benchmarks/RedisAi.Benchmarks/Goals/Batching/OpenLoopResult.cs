namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>How the calls of an open loop ended.</summary>
/// <param name="Calls">How many there were: the sum of the others.</param>
/// <param name="InTime">Answered within the deadline, as the caller saw it.</param>
/// <param name="Late">Answered, but after it.</param>
/// <param name="Refused">Refused at once.</param>
/// <param name="TimedOut">Ended by the deadline.</param>
/// <param name="Failed">Ended by another error.</param>
/// <param name="Behind">The most that the loop itself was behind.</param>
internal sealed record OpenLoopResult(int Calls, int InTime, int Late, int Refused, int TimedOut, int Failed, TimeSpan Behind)
{
    /// <summary>Two results as one.</summary>
    public static OpenLoopResult operator +(OpenLoopResult one, OpenLoopResult other) => new(
        one.Calls + other.Calls,
        one.InTime + other.InTime,
        one.Late + other.Late,
        one.Refused + other.Refused,
        one.TimedOut + other.TimedOut,
        one.Failed + other.Failed,
        one.Behind > other.Behind ? one.Behind : other.Behind);

    public override string ToString() =>
        $"{Share(Refused)} refused, {Share(TimedOut)} timed out, {Share(Late)} late, {Share(Failed)} failed, calls made up to {Behind.TotalMilliseconds:F1} ms late";

    private string Share(int count) => $"{100.0 * count / Calls:F1} %";
}
