namespace RedisAi.Dags.Drawing;

/// <summary>The rows of one node in a picture of times: runs that overlap, as those of the items of a map do, are in rows of their own.</summary>
internal sealed class GanttLanes
{
    private const int MaxLanes = 4;

    private readonly List<List<DagNodeTiming>> _lanes = [];
    private readonly List<DagNodeTiming> _rest = [];

    /// <param name="runs">The runs of the node, in the order of their beginnings.</param>
    public GanttLanes(IReadOnlyList<DagNodeTiming> runs)
    {
        First = runs[0];
        Count = runs.Count;
        foreach (DagNodeTiming run in runs)
        {
            if (_lanes.Find(lane => EndOf(lane[^1]) <= run.Start) is { } free)
            {
                free.Add(run);
            }
            else if (_lanes.Count < MaxLanes)
            {
                _lanes.Add([run]);
            }
            else
            {
                _rest.Add(run);
            }
        }
    }

    public DagNodeTiming First { get; }

    public int Count { get; }

    public IReadOnlyList<IReadOnlyList<DagNodeTiming>> Lanes => _lanes;

    /// <summary>How many runs found no row.</summary>
    public int RestCount => _rest.Count;

    /// <summary>When those were under way that found no row.</summary>
    public IEnumerable<(TimeSpan Start, TimeSpan End)> Rest
    {
        get
        {
            (TimeSpan Start, TimeSpan End)? joined = null;
            foreach (DagNodeTiming run in _rest)
            {
                if (joined is { } open && run.Start <= open.End)
                {
                    joined = (open.Start, TimeSpan.FromTicks(Math.Max(open.End.Ticks, EndOf(run).Ticks)));
                    continue;
                }

                if (joined is { } ended)
                {
                    yield return ended;
                }

                joined = (run.Start, EndOf(run));
            }

            if (joined is { } last)
            {
                yield return last;
            }
        }
    }

    private static TimeSpan EndOf(DagNodeTiming run) => run.Start + run.Duration;
}
