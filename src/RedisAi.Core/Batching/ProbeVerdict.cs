namespace RedisAi.Batching;

/// <summary>What running rows alone and together has shown.</summary>
/// <param name="Outcome">Whether rows are independent of each other.</param>
/// <param name="Reason">What was compared, or what differed, as a clause.</param>
internal sealed record ProbeVerdict(ProbeOutcome Outcome, string Reason);
