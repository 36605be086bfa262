namespace RedisAi.Dags.Execution;

/// <summary>A lane of a map: takes one item after the other.</summary>
internal sealed class MapLane(MapNodeRun map) : IThreadPoolWorkItem, IGraphOwner
{
    private int _index;

    /// <summary>Takes items until none is left, or one does not end at once.</summary>
    public void Run()
    {
        while (map.TryTakeItem(out _index, out Tensors.TensorValue item))
        {
            GraphRun graph = BodyRun.Prepare(map.Body, map.Graph, this, item, map.Deadline, map.IsOwnTime, isGuarded: false);
            if (!graph.Start())
            {
                return;
            }

            Take(graph);
        }

        map.EndLane();
    }

    bool IGraphOwner.IsStopping => map.IsStopping;

    void IThreadPoolWorkItem.Execute() => Run();

    void IGraphOwner.Ended(GraphRun graph)
    {
        Take(graph);
        Run();
    }

    private void Take(GraphRun graph)
    {
        map.Note(_index, graph);
        graph.Recycle();
    }
}
