namespace RedisAi.Models;

/// <summary>Which calls go to which candidate: stretches of the numbers from 0 to 1, to one of which each call belongs. Immutable.</summary>
/// <remarks>A share that is set anew wins or loses at the edges of what it has, so that no other call goes another way.</remarks>
internal sealed class TrafficShares
{
    /// <summary>Sums of shares are not exact.</summary>
    private const double Tolerance = 1e-12;

    private readonly Stretch[] _stretches;

    private TrafficShares(IEnumerable<Stretch> stretches) => _stretches = [.. stretches.OrderBy(static stretch => stretch.Start)];

    public static TrafficShares None { get; } = new([]);

    /// <summary>The candidate that a place belongs to; null for none.</summary>
    public ModelVersion? At(double place)
    {
        foreach (Stretch stretch in _stretches)
        {
            if (place < stretch.End)
            {
                return place >= stretch.Start ? stretch.Version : null;
            }
        }

        return null;
    }

    /// <summary>The same with another share of one candidate.</summary>
    public TrafficShares With(ModelVersion version, double share)
    {
        double more = share - _stretches.Where(stretch => stretch.Version == version).Sum(static stretch => stretch.Length);
        return more > Tolerance ? Grown(version, more) : more < -Tolerance ? Shrunk(version, -more) : this;
    }

    private TrafficShares Shrunk(ModelVersion version, double less)
    {
        List<Stretch> kept = [];
        foreach (Stretch stretch in _stretches.Reverse())
        {
            double cut = stretch.Version == version ? Math.Min(less, stretch.Length) : 0;
            less -= cut;
            if (stretch.Length - cut > Tolerance)
            {
                kept.Add(stretch with { End = stretch.End - cut });
            }
        }

        return new TrafficShares(kept);
    }

    private TrafficShares Grown(ModelVersion version, double more)
    {
        List<Stretch> grown = [.. _stretches];

        // Where it has a neighbouring place already, so that there are few stretches.
        foreach (Stretch free in Free().OrderByDescending(free => _stretches.Any(stretch => stretch.Version == version && stretch.End == free.Start)))
        {
            double won = Math.Min(more, free.Length);
            if (won <= Tolerance)
            {
                continue;
            }

            more -= won;
            Stretch added = new(free.Start, won == free.Length ? free.End : free.Start + won, version);
            int before = grown.FindIndex(stretch => stretch.Version == version && stretch.End == free.Start);
            if (before < 0)
            {
                grown.Add(added);
            }
            else
            {
                grown[before] = grown[before] with { End = added.End };
            }
        }

        return new TrafficShares(grown);
    }

    /// <summary>What belongs to no candidate.</summary>
    private IEnumerable<Stretch> Free()
    {
        double start = 0;
        foreach (Stretch stretch in _stretches)
        {
            yield return new Stretch(start, stretch.Start, Version: null);
            start = stretch.End;
        }

        yield return new Stretch(start, 1, Version: null);
    }

    private readonly record struct Stretch(double Start, double End, ModelVersion? Version)
    {
        public double Length => End - Start;
    }
}
