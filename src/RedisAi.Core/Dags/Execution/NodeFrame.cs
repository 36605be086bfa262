namespace RedisAi.Dags.Execution;

/// <summary>What nodes of all kinds have.</summary>
/// <param name="Path">What sentences, spans and pictures call it: with the nodes that it is within.</param>
/// <param name="Description">What it is, for pictures.</param>
/// <param name="Index">Its place in its graph.</param>
/// <param name="Inputs">What it reads itself.</param>
/// <param name="Outputs">The outputs that somebody needs.</param>
/// <param name="Timeout">How long it may take.</param>
/// <param name="Fallback">What runs when it fails.</param>
/// <param name="Reads">All slots that it reads, itself or in the graphs within it, each once.</param>
/// <param name="Turns">The stateful models whose order of sessions it takes part in, as places among those of the plan; only of nodes of the plan itself.</param>
internal sealed record NodeFrame(
    string Path,
    (string Kind, string Label) Description,
    int Index,
    PlanInput[] Inputs,
    PlanOutput[] Outputs,
    TimeSpan? Timeout,
    PlanBody? Fallback,
    int[] Reads,
    int[] Turns);
