namespace RedisAi.Importers.Trees;

/// <summary>Between which numbers the thresholds of each feature of some trees lie, which tells where its values do.</summary>
internal sealed class ThresholdRanges
{
    /// <summary>Libraries have an infinity, or nearly one, for a threshold that tells missing values from all others.</summary>
    private const double MostOfValues = 1e300;

    private readonly Dictionary<int, (double Least, double Most)> _ranges = [];

    /// <summary>Adds a threshold.</summary>
    public void Add(int feature, double threshold)
    {
        if (Math.Abs(threshold) < MostOfValues)
        {
            (double least, double most) = _ranges.GetValueOrDefault(feature, (threshold, threshold));
            _ranges[feature] = (Math.Min(least, threshold), Math.Max(most, threshold));
        }
    }

    /// <summary>How far from 0 thresholds of a feature lie at most, and how far from each other; NaN for fewer than two, which tell no distance.</summary>
    public (double Middle, double Distance) Of(int feature)
    {
        (double least, double most) = _ranges.GetValueOrDefault(feature);
        return (Math.Max(Math.Abs(least), Math.Abs(most)), most > least ? most - least : double.NaN);
    }
}
