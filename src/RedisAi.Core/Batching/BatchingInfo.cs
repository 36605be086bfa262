namespace RedisAi;

/// <summary>Whether calls of a model are merged into one run, and why.</summary>
/// <param name="IsMerged">Whether calls that wait at the same time share runs.</param>
/// <param name="Reason">Why, in a sentence: what was asked for, what the signature says, what the probe found.</param>
public sealed record BatchingInfo(bool IsMerged, string Reason);
