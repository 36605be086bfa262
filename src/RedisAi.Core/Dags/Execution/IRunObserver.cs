namespace RedisAi.Dags.Execution;

/// <summary>Is told which nodes of a run have run: also of a run that fails. Called on several threads, but once for each node.</summary>
internal interface IRunObserver
{
    /// <summary>A node has ended that was begun; its values are still there. Must not throw.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The graph that it is in.</param>
    /// <param name="error">What it failed with; null when it has not.</param>
    void NodeEnded(PlanNode node, GraphRun graph, Exception? error);
}
