namespace RedisAi.Samples.AbTest.Comparing;

/// <summary>Counts what two models say of the same pictures. Plans record from several threads.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private List<Comparison> _comparisons = [];

    /// <param name="number">Which picture.</param>
    /// <param name="a">What A says.</param>
    /// <param name="b">What B says; null when it gave no answer.</param>
    public void Record(int number, Opinion a, Opinion? b)
    {
        lock (_lock)
        {
            _comparisons.Add(new Comparison(number, a, b));
        }
    }

    /// <summary>Gives what was recorded, by number, and begins anew.</summary>
    public IReadOnlyList<Comparison> Take()
    {
        lock (_lock)
        {
            Comparison[] taken = [.. _comparisons.OrderBy(static comparison => comparison.Number)];
            _comparisons = [];
            return taken;
        }
    }
}
