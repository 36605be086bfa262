using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Prepares graphs within nodes.</summary>
internal static class BodyRun
{
    /// <summary>Prepares a graph: gives it the values of the graph around it.</summary>
    /// <param name="body">The graph.</param>
    /// <param name="outer">The graph around it.</param>
    /// <param name="owner">Who is told of its end.</param>
    /// <param name="item">Its item, with a reference; null when it has none.</param>
    /// <param name="deadline">When it must have ended.</param>
    /// <param name="isOwnTime">Whether that is because of the time of a node around it.</param>
    /// <param name="isGuarded">Whether what fails in it is not the failure of the run yet.</param>
    public static GraphRun Prepare(PlanBody body, GraphRun outer, IGraphOwner owner, TensorValue? item, long deadline, bool isOwnTime, bool isGuarded)
    {
        GraphRun graph = body.Graph.Rent();
        graph.Prepare(outer.Scope, owner, deadline, isOwnTime, isGuarded || outer.IsGuarded);
        int place = 0;
        if (item is { } value)
        {
            graph.SetInput(place++, in value);
        }

        foreach (int slot in body.Captured)
        {
            TensorValue shared = outer.Share(slot, out TensorValue[]? sequence);
            graph.SetInput(place++, in shared, sequence);
        }

        return graph;
    }
}
