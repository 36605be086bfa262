namespace RedisAi.Dags.Execution;

/// <summary>Collects when nodes ran.</summary>
internal sealed class TimingCollector(long started)
{
    private readonly Lock _lock = new();
    private readonly List<(string Node, string Kind, long From, long To)> _nodes = [];

    public void Add(string node, string kind, long from, long to)
    {
        lock (_lock)
        {
            _nodes.Add((node, kind, from, to));
        }
    }

    /// <summary>What was collected, in the order of beginnings.</summary>
    public DagTimings ToTimings(string plan, long ended, TimeProvider time)
    {
        lock (_lock)
        {
            return new DagTimings(
                plan,
                time.GetElapsedTime(started, ended),
                [.. _nodes.OrderBy(static node => node.From).Select(node => new DagNodeTiming(node.Node, node.Kind, time.GetElapsedTime(started, node.From), time.GetElapsedTime(node.From, node.To)))]);
        }
    }
}
