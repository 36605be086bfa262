namespace RedisAi.Store.Redis;

/// <summary>What a consumer learns of its group while it says that it is alive.</summary>
/// <param name="Pending">How many messages were read and are not ended, by all consumers.</param>
/// <param name="OwnPending">How many of them this consumer has.</param>
/// <param name="Lag">How many messages were not read yet; counted up to 1000 where the server does not know.</param>
/// <param name="NextDeath">After how long the next of the others counts as dead unless it is heard of; null where there are none.</param>
/// <param name="Dead">The consumers that are dead and have left messages.</param>
internal sealed record StreamPulse(long Pending, long OwnPending, long Lag, TimeSpan? NextDeath, string[] Dead);
