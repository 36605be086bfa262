namespace RedisAi.Dags.Execution;

/// <summary>Who waits for a graph.</summary>
internal interface IGraphOwner
{
    /// <summary>Whether nobody wants the results any more; once that is so, it stays so until the graph has ended.</summary>
    bool IsStopping { get; }

    /// <summary>The graph has ended, later than it was started; called once, on the thread that has ended its last node.</summary>
    void Ended(GraphRun graph);
}
