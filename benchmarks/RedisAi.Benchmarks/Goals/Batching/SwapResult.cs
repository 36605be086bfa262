namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>What happened while a model was replaced many times.</summary>
/// <param name="Answered">The calls that were answered.</param>
/// <param name="Failed">The calls that were not.</param>
/// <param name="Stale">Those answered by a version that had been replaced before they were made.</param>
/// <param name="Failure">The first failure.</param>
/// <param name="Before">What the process held after the first swaps.</param>
/// <param name="After">What it held after the last.</param>
internal sealed record SwapResult(int Answered, int Failed, int Stale, string? Failure, Footprint Before, Footprint After);
