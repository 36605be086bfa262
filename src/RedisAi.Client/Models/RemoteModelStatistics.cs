namespace RedisAi;

/// <summary>What a model of a server did since it was stored there, or since its figures were reset.</summary>
/// <param name="Calls">How often it was called.</param>
/// <param name="Errors">How many calls have failed.</param>
/// <param name="Samples">The rows of all calls.</param>
/// <param name="Duration">The time that all runs took together.</param>
public sealed record RemoteModelStatistics(long Calls, long Errors, long Samples, TimeSpan Duration);
