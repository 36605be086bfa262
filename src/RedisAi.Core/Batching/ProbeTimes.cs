namespace RedisAi.Batching;

/// <summary>What the runs of a probe took, by their number of rows.</summary>
internal sealed class ProbeTimes
{
    private readonly Dictionary<int, (int Count, long Least)> _times = [];

    public void Note(int rows, long ticks)
    {
        (int count, long least) = _times.TryGetValue(rows, out (int Count, long Least) known) ? known : (0, long.MaxValue);
        _times[rows] = (count + 1, Math.Min(least, ticks));
    }

    public int CountOf(int rows) => _times.TryGetValue(rows, out (int Count, long Least) known) ? known.Count : 0;

    /// <summary>The least of each number of rows that was run.</summary>
    public IReadOnlyList<(int Rows, long Ticks)> Of(int[] rows) => [.. rows.Where(_times.ContainsKey).Select(count => (count, _times[count].Least))];
}
