namespace RedisAi.Batching;

/// <summary>One kind of inputs that a probe makes.</summary>
/// <param name="Kind">How much the rows differ.</param>
/// <param name="Length">The length of each axis that is open and has no rows.</param>
/// <param name="WithOptional">Whether optional inputs are given.</param>
/// <param name="IsSecond">Whether inputs that are not per row have their second value.</param>
internal readonly record struct ProbeTrial(ProbeKind Kind, long Length, bool WithOptional, bool IsSecond);
