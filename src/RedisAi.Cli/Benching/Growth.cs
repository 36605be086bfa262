namespace RedisAi.Cli.Benching;

/// <summary>Counts up in powers of two while that pays.</summary>
/// <param name="given">The counts to be tried instead, all of them; null for none.</param>
/// <param name="first">The least count.</param>
/// <param name="most">The largest count.</param>
/// <param name="patience">How many steps in a row may bring nothing before the last one: one may go down by chance.</param>
internal sealed class Growth(IReadOnlyList<int>? given, int first, int most, int patience = 2)
{
    /// <summary>Less than this is chance.</summary>
    private const double Gain = 1.03;

    private double _best;
    private int _steps;

    /// <summary>The counts, as long as it pays.</summary>
    public IEnumerable<int> Counts()
    {
        if (given is not null)
        {
            foreach (int count in given)
            {
                yield return count;
            }

            yield break;
        }

        for (int count = first; count <= most && _steps < patience; count *= 2)
        {
            yield return count;
        }
    }

    /// <summary>Notes what the last count came to.</summary>
    public void Note(double rate)
    {
        _steps = rate > _best * Gain ? 0 : _steps + 1;
        _best = Math.Max(_best, rate);
    }
}
