namespace RedisAi.Dags.Execution;

/// <summary>What is known of the value in a slot, for pictures.</summary>
/// <param name="Name">Which output of its node it is; empty where the node says enough.</param>
/// <param name="Type">Its type, or that of its items.</param>
/// <param name="IsSequence">Whether it is any number of tensors.</param>
internal sealed record PlanValue(string Name, KnownType Type, bool IsSequence);
