namespace RedisAi.Batching;

/// <summary>What a row costs in runs of several rows, compared with runs of one that were made about the same time.</summary>
/// <remarks>
/// Only runs that are near in time are compared. A machine that others use is for some dozens of runs a quarter slower than before; compared with what the runs of the other kind
/// took when they were last made, such a spell made merging look cheap, and a convolution net ran merged, at 0.6 of its throughput, until the next comparison.
/// Guarded by the lock of its queue.
/// </remarks>
internal sealed class MergingGain
{
    /// <summary>A batch that takes this share of the time of as many single runs, or more, has gained nothing that would be worth the wait for each other.</summary>
    private const double NoGain = 0.9;

    private const double Weight = 1.0 / 8;

    /// <summary>One run counts at most as so many times what was usual: it may have lost its core for a while.</summary>
    private const double Unusual = 1.25;

    /// <summary>There are few comparisons where one run in 64 or in 256 is of the other kind: each weighs more than a run does.</summary>
    private const double ComparisonWeight = 1.0 / 4;

    /// <summary>A comparison that speaks against merging counts at most as so many times what was usual; one for it as <see cref="Unusual"/>, since a run alone that was disturbed looks like one.</summary>
    private const double UnusualLoss = 2;

    /// <summary>How quickly a run is no longer a recent one: after some sixteen others.</summary>
    private const double Fading = 1.0 / 16;

    /// <summary>So many recent runs tell what is usual now.</summary>
    private const double EnoughRuns = 3;

    /// <summary>A model is loaded with runs of one, two, four and eight rows.</summary>
    private const int FirstComparisons = 3;

    private Side _alone;
    private Side _merged;
    private double _ratio;
    private int _comparisons;
    private bool _wasMerged;

    /// <summary>Whether rows are cheaper together; true while it is not known.</summary>
    public bool IsThere => _comparisons == 0 || _ratio < NoGain;

    /// <summary>Notes how long a run took.</summary>
    public void Note(int rows, long ticks)
    {
        double perRow = Math.Max(1, (double)ticks / rows);
        bool isMerged = rows > 1;
        if ((isMerged != _wasMerged || IsNew) && IsKnown(isMerged ? _alone : _merged))
        {
            Compare(isMerged ? perRow / _alone.PerRow : _merged.PerRow / perRow);
        }

        _wasMerged = isMerged;
        (isMerged ? ref _merged : ref _alone).Note(perRow);
        (isMerged ? ref _alone : ref _merged).Fade();
    }

    /// <summary>The first comparisons take what there is: what was measured when the model was loaded.</summary>
    private bool IsNew => _comparisons < FirstComparisons;

    /// <summary>Whether a side tells what is usual now.</summary>
    private bool IsKnown(in Side side) => side.Samples > 0 && (IsNew || side.Recent >= EnoughRuns);

    private void Compare(double ratio)
    {
        _comparisons = Math.Min(_comparisons + 1, 1 << 20);
        double counted = _comparisons == 1 ? ratio : Math.Clamp(ratio, _ratio / Unusual, _ratio * UnusualLoss);
        _ratio += Math.Max(ComparisonWeight, 1.0 / _comparisons) * (counted - _ratio);
    }

    private struct Side
    {
        public double PerRow;
        public double Recent;
        public int Samples;

        public void Note(double perRow)
        {
            Samples = Math.Min(Samples + 1, 1 << 20);
            double counted = Samples == 1 ? perRow : Math.Min(perRow, Unusual * PerRow);
            PerRow += Math.Max(Weight, 1.0 / Samples) * (counted - PerRow);
            Recent += 1 - (Recent * Fading);
        }

        public void Fade() => Recent -= Recent * Fading;
    }
}
