namespace RedisAi.Dags.Execution;

/// <summary>Where a node's input comes from.</summary>
/// <param name="Slot">Where the value is.</param>
/// <param name="Check">What is checked when it arrives; null for nothing.</param>
internal readonly record struct PlanInput(int Slot, EdgeCheck? Check);
