namespace RedisAi.Simulation.Scenarios;

/// <summary>Something that fails at a time.</summary>
/// <param name="Kind">What fails.</param>
/// <param name="At">When, in seconds since the start.</param>
/// <param name="Count">How many processes or shards, from the first on; of a deploy, how many at a time.</param>
/// <param name="Seconds">For how long; a crash and a deploy need none.</param>
/// <param name="RoundTripSeconds">What a round trip takes meanwhile, of a slow network.</param>
internal sealed record Failure(FailureKind Kind, double At, int Count = 1, double Seconds = 0, double RoundTripSeconds = 0);
