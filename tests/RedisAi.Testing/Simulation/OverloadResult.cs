namespace RedisAi.Testing.Simulation;

/// <summary>How the calls of an overload ended.</summary>
/// <param name="Calls">How many there were: the sum of the others.</param>
/// <param name="InTime">Answered within the deadline.</param>
/// <param name="Late">Answered, but after it.</param>
/// <param name="Refused">Refused, at once or while they waited.</param>
/// <param name="TimedOut">Ended by the deadline.</param>
/// <param name="Runs">How many runs there were.</param>
internal sealed record OverloadResult(int Calls, int InTime, int Late, int Refused, int TimedOut, int Runs)
{
    public double ShareInTime => (double)InTime / Calls;

    public override string ToString() =>
        $"{ShareInTime:P1} of {Calls} in time, {Refused} refused, {TimedOut} timed out, {Late} late, in {Runs} runs";
}
