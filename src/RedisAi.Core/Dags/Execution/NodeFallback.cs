using RedisAi.Backends;
using RedisAi.Dags.Compilation;

namespace RedisAi.Dags.Execution;

/// <summary>Runs what gives a node's outputs when the node has failed.</summary>
internal sealed class NodeFallback(NodeRun node, PlanBody body) : IGraphOwner
{
    private Exception? _error;

    /// <summary>Runs it.</summary>
    /// <param name="error">What the node has failed with.</param>
    /// <returns>Whether it has ended; if not, the node's graph goes on when it has.</returns>
    public bool TryRun(Exception error)
    {
        _error = error;
        GraphRun graph = BodyRun.Start(body, node.Graph, this, item: null, DeadlineOf(node), out bool ended);
        if (ended)
        {
            Take(graph);
        }

        return ended;
    }

    void IGraphOwner.Ended(GraphRun graph)
    {
        Take(graph);
        node.Graph.Continue(node);
    }

    /// <summary>The node's own time may be over; that of the run is not.</summary>
    private static long DeadlineOf(NodeRun node) => node.Graph.Deadline == long.MaxValue ? long.MaxValue : node.Graph.Deadline - node.Plan.QuickTail;

    private void Take(GraphRun graph)
    {
        Exception? error = graph.Failure is { } failure
            ? new AggregateException($"The node failed, and so did its fallback ('{failure.Node}').", _error!, failure.Error)
            : null;
        foreach (PlanOutput output in error is null ? node.Plan.Outputs : [])
        {
            node.Graph.SetValue(output.Slot, graph.TakeValue(graph.Graph.ResultSlots[output.Index], out _));
        }

        _error = null;
        graph.Recycle();
        node.EndFallback(error);
    }
}
