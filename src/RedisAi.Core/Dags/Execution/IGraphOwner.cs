namespace RedisAi.Dags.Execution;

/// <summary>Who waits for a graph.</summary>
internal interface IGraphOwner
{
    /// <summary>The graph has ended, later than it was started; called once, on the thread that has ended its last node.</summary>
    void Ended(GraphRun graph);
}
