namespace RedisAi.Dags.Execution;

/// <summary>The place of one run in the order of the runs that call one stateful model with one session. Guarded by the lock of <see cref="SessionOrder"/>.</summary>
internal sealed class SessionPlace
{
    public (string Session, string Model) Line { get; set; }

    /// <summary>Whether all runs before it have made their calls.</summary>
    public bool IsFirst => Previous is null;

    /// <summary>How many nodes of the run have still to make their calls.</summary>
    public int NodesLeft { get; set; }

    /// <summary>The run before it; null for the first.</summary>
    public SessionPlace? Previous { get; set; }

    /// <summary>The run behind it.</summary>
    public SessionPlace? Next { get; set; }

    /// <summary>The node that waits for this turn.</summary>
    public NodeRun? Waiter { get; set; }
}
