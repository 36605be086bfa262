namespace RedisAi.Dags.Execution;

/// <summary>A node of a plan: what it needs, gives and does. Immutable but for what it learns.</summary>
internal abstract class PlanNode
{
    /// <summary>What sentences, spans and pictures call it: with the nodes that it is within.</summary>
    public required string Path { get; init; }

    /// <summary>What it is, for pictures.</summary>
    public required (string Kind, string Label) Description { get; init; }

    /// <summary>Its place in its graph.</summary>
    public required int Index { get; init; }

    public required PlanInput[] Inputs { get; init; }

    /// <summary>The outputs that somebody needs.</summary>
    public required PlanOutput[] Outputs { get; init; }

    public required TimeSpan? Timeout { get; init; }

    /// <summary>What runs when it fails.</summary>
    public required PlanBody? Fallback { get; init; }

    /// <summary>All slots that it reads, itself or in the graphs within it, each once.</summary>
    public required int[] Reads { get; init; }

    /// <summary>The stateful models whose order of sessions it takes part in, as places among those of the plan; only of nodes of the plan itself.</summary>
    public required int[] Turns { get; init; }

    /// <summary>The nodes that wait for it.</summary>
    public int[] Successors { get; set; } = [];

    public NodeCost Cost { get; } = new();

    /// <summary>The ticks that what comes after it takes at least, by what was learned.</summary>
    public long QuickTail { get; set; }

    /// <summary>The graphs within it.</summary>
    public virtual IEnumerable<PlanBody> Bodies => Fallback is null ? [] : [Fallback];

    /// <summary>Makes what runs it, once at a time.</summary>
    public abstract NodeRun CreateRun(GraphRun graph);
}
