using System.Diagnostics;
using RedisAi.Diagnostics;

namespace RedisAi.Dags.Execution;

/// <summary>Runs what gives a node's outputs when the node has failed.</summary>
internal sealed class NodeFallback(NodeRun node, PlanBody body) : IGraphOwner
{
    private NodeFailure? _failure;

    bool IGraphOwner.IsStopping => node.Graph.IsStopping;

    /// <summary>Whether the run has time for it. The node's own time may be over.</summary>
    public bool HasTime => Deadline == long.MaxValue || Deadline > node.Graph.Scope.Time.GetTimestamp();

    private long Deadline => node.Graph.Deadline == long.MaxValue ? long.MaxValue : node.Graph.Deadline - node.Plan.QuickTail;

    /// <summary>Runs it.</summary>
    /// <param name="failure">What the node has failed with.</param>
    /// <param name="span">The span of the node; null when nobody listens.</param>
    /// <returns>Whether it has ended; if not, the node's graph goes on when it has.</returns>
    public bool TryRun(NodeFailure failure, Activity? span)
    {
        _failure = failure;
        Note(failure.Error, span);
        GraphRun graph = BodyRun.Prepare(body, node.Graph, this, item: null, Deadline, node.Graph.IsOwnTime, isGuarded: true);
        if (!graph.Start())
        {
            return false;
        }

        Take(graph);
        return true;
    }

    void IGraphOwner.Ended(GraphRun graph)
    {
        Take(graph);
        node.Graph.Continue(node);
    }

    /// <summary>A run that a fallback has saved looks like any other, so that is said where it can be seen.</summary>
    private void Note(Exception error, Activity? span)
    {
        RunScope scope = node.Graph.Scope;
        scope.Services.Metrics.FellBack(scope.Plan, node.Plan.Path);
        scope.Services.Logger.FellBack(node.Plan.Path, scope.Plan, error.GetType().FullName, error.Message);
        span?.FallBack(error);
    }

    /// <summary>One of both is enough for the next run.</summary>
    private static EngineOverloadedException? EarlierOf(EngineOverloadedException? one, EngineOverloadedException? other) =>
        one is null || (other is not null && other.RetryAfter < one.RetryAfter) ? other : one;

    private void Take(GraphRun graph)
    {
        NodeFailure? failure = graph.Failure ?? node.TryGive(graph);
        graph.Recycle();
        if (failure is not null)
        {
            AggregateException both = new($"The node failed, and so did its fallback ('{failure.Node}').", _failure!.Error, failure.Error);
            failure = new NodeFailure(node.Plan.Path, both, failure.IsLate) { Refusal = EarlierOf(_failure.Refusal, failure.Refusal) };
        }

        _failure = null;
        node.EndFallback(failure);
    }
}
