namespace RedisAi.Dags.Execution;

/// <summary>A node of a plan: what it needs, gives and does. Immutable but for what it learns.</summary>
internal abstract class PlanNode(NodeFrame frame)
{
    /// <inheritdoc cref="NodeFrame.Path"/>
    public string Path { get; } = frame.Path;

    /// <inheritdoc cref="NodeFrame.Description"/>
    public (string Kind, string Label) Description { get; } = frame.Description;

    /// <inheritdoc cref="NodeFrame.Index"/>
    public int Index { get; } = frame.Index;

    /// <inheritdoc cref="NodeFrame.Inputs"/>
    public PlanInput[] Inputs { get; } = frame.Inputs;

    /// <inheritdoc cref="NodeFrame.Outputs"/>
    public PlanOutput[] Outputs { get; } = frame.Outputs;

    /// <inheritdoc cref="NodeFrame.Timeout"/>
    public TimeSpan? Timeout { get; } = frame.Timeout;

    /// <inheritdoc cref="NodeFrame.Fallback"/>
    public PlanBody? Fallback { get; } = frame.Fallback;

    /// <inheritdoc cref="NodeFrame.Reads"/>
    public int[] Reads { get; } = frame.Reads;

    /// <inheritdoc cref="NodeFrame.Turns"/>
    public int[] Turns { get; } = frame.Turns;

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
