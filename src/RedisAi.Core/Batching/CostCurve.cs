namespace RedisAi.Batching;

/// <summary>How long a run of so many rows takes, learned from the runs before: the gain of a batch differs from model to model, and is never assumed.</summary>
/// <remarks>
/// One point for each doubling of the rows, and straight lines between them: time against rows is flat up to some size (weights are read
/// once for all rows) and then grows, which no single line fits. Guarded by the lock of its queue.
/// </remarks>
internal sealed class CostCurve
{
    /// <summary>Each sample weighs an eighth, so that a point follows the machine within some tens of runs.</summary>
    private const double Weight = 1.0 / 8;

    /// <summary>A run that took longer than this many times what was expected was disturbed: it counts as that.</summary>
    private const double Disturbed = 4;

    /// <summary>Two mean deviations above the mean: about the 95th percentile of what is spread evenly to both sides.</summary>
    private const double SafeDeviations = 2;

    private readonly Point[] _points = new Point[18];
    private readonly MergingGain _gain = new();

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Whether runs of several rows have been found to take less time than as many runs of one; true while it is not known.</summary>
    public bool MergingPays => _gain.IsThere;

    /// <summary>Notes how long a run took.</summary>
    public void Note(int rows, long ticks)
    {
        ref Point point = ref _points[PointOf(rows)];
        IsEmpty = false;
        _gain.Note(rows, ticks);
        if (point.Samples == 0)
        {
            point = new Point { Rows = rows, Ticks = ticks, Samples = 1 };
            return;
        }

        double sample = point.Samples > 4 ? Math.Min(ticks, Disturbed * Math.Max(1, point.Ticks)) : ticks;
        point.Samples = Math.Min(point.Samples + 1, 1 << 20);
        double weight = Math.Max(Weight, 1.0 / point.Samples);
        point.Deviation += weight * (Math.Abs(sample - point.Ticks) - point.Deviation);
        point.Ticks += weight * (sample - point.Ticks);
        point.Rows += weight * (rows - point.Rows);
    }

    /// <summary>The ticks that a run of so many rows will take on average; 0 while nothing is known.</summary>
    public long Predict(int rows) => (long)At(rows, deviations: 0);

    /// <summary>The ticks that a run of so many rows will rarely exceed; 0 while nothing is known.</summary>
    public long PredictSafely(int rows) => (long)Math.Max(At(rows, SafeDeviations), At(rows, deviations: 0));

    /// <summary>The most rows, up to a limit, that are done within so many ticks; 0 when not even one is.</summary>
    public int RowsWithin(long ticks, int limit)
    {
        (int fits, int tooMany) = (0, limit + 1);
        while (tooMany - fits > 1)
        {
            int middle = fits + ((tooMany - fits) / 2);
            if (PredictSafely(middle) <= ticks)
            {
                fits = middle;
            }
            else
            {
                tooMany = middle;
            }
        }

        return fits;
    }

    private double At(int rows, double deviations)
    {
        (int below, int above) = (-1, -1);
        for (int i = 0; i < _points.Length && above < 0; i++)
        {
            if (_points[i].Samples == 0)
            {
                continue;
            }

            if (_points[i].Rows <= rows)
            {
                below = i;
            }
            else
            {
                above = i;
            }
        }

        if (below < 0)
        {
            // Fewer rows than ever: at most what the next larger run took.
            return above < 0 ? 0 : _points[above].Safe(deviations);
        }

        return above < 0 ? Beyond(below, rows, deviations) : Between(_points[below], _points[above], rows, deviations);
    }

    /// <summary>More rows than ever: the last line goes on, or, where there is only one point, each row takes as long as there.</summary>
    private double Beyond(int last, int rows, double deviations)
    {
        int before = last - 1;
        while (before >= 0 && _points[before].Samples == 0)
        {
            before--;
        }

        double least = _points[last].Safe(deviations);
        double most = Math.Max(least, least * rows / _points[last].Rows);
        return before < 0 ? most : Math.Clamp(Between(_points[before], _points[last], rows, deviations), least, most);
    }

    private static double Between(in Point left, in Point right, int rows, double deviations)
    {
        double share = (rows - left.Rows) / Math.Max(right.Rows - left.Rows, 0.5);
        return left.Safe(deviations) + (share * (right.Safe(deviations) - left.Safe(deviations)));
    }

    /// <summary>1, 2, 3 to 4, 5 to 8, and so on.</summary>
    private int PointOf(int rows) => Math.Min(_points.Length - 1, rows <= 1 ? 0 : System.Numerics.BitOperations.Log2((uint)rows - 1) + 1);

    private struct Point
    {
        public double Rows;
        public double Ticks;
        public double Deviation;
        public int Samples;

        public readonly double Safe(double deviations) => Ticks + (deviations * Deviation);
    }
}
