namespace RedisAi.Dags.Execution;

/// <summary>Where an output of a node goes that somebody needs.</summary>
/// <param name="Index">Its place among the node's outputs; -1 when it is asked for by name.</param>
/// <param name="Name">Its name; null when it is asked for by its place.</param>
/// <param name="Slot">Where the value goes.</param>
/// <param name="Check">What is checked when it is given; null for nothing.</param>
internal readonly record struct PlanOutput(int Index, string? Name, int Slot, EdgeCheck? Check);
