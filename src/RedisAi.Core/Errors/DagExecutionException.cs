namespace RedisAi;

/// <summary>A node of a plan has failed; the inner exception says why. Nothing was persisted.</summary>
public sealed class DagExecutionException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="plan">The name of the plan.</param>
    /// <param name="node">The name of the node, with those that it is within.</param>
    /// <param name="cause">What it failed with.</param>
    public DagExecutionException(string plan, string node, Exception cause)
        : base($"The node '{node}' of the plan '{plan}' failed: {(cause ?? throw new ArgumentNullException(nameof(cause))).Message}", cause)
    {
        Plan = plan;
        Node = node;
    }

    /// <summary>Gets the name of the plan.</summary>
    public string Plan { get; }

    /// <summary>Gets the name of the node that failed first, as in <c>read</c>, or <c>each/read</c> within a map.</summary>
    public string Node { get; }
}
