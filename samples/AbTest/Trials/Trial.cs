using RedisAi.Samples.AbTest.Comparing;
using RedisAi.Samples.AbTest.Digits;

namespace RedisAi.Samples.AbTest.Trials;

/// <summary>What came of asking for every digit of the sheet.</summary>
/// <param name="Name">What was special about it.</param>
/// <param name="Answers">What callers got, by number.</param>
/// <param name="Comparisons">What was counted meanwhile, by number.</param>
/// <param name="Waited">How long callers waited.</param>
/// <param name="A">How long the node A took.</param>
/// <param name="B">How long the node B took, its fallback included.</param>
internal sealed record Trial(string Name, IReadOnlyList<int> Answers, IReadOnlyList<Comparison> Comparisons, Latencies Waited, Latencies A, Latencies B)
{
    public int Agreed => Comparisons.Count(static comparison => comparison.Agrees);

    public int Failed => Comparisons.Count(static comparison => comparison.B is null);

    public IEnumerable<Comparison> Differences => Comparisons.Where(static comparison => comparison.Differs);

    public double RightByA => Comparisons.Average(static comparison => comparison.A.Digit == DigitSheet.TruthOf(comparison.Number) ? 1.0 : 0);

    /// <summary>Null when B gave no answer at all.</summary>
    public double? RightByB => Comparisons.Where(static comparison => comparison.B is not null)
        .Average(static comparison => comparison.B!.Value.Digit == DigitSheet.TruthOf(comparison.Number) ? 1.0 : (double?)0);
}
