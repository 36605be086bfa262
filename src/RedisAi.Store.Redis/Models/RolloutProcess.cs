namespace RedisAi.Store.Redis;

/// <summary>How far one process is with what was stored under a key.</summary>
/// <param name="Id">By what the process is known in Redis.</param>
/// <param name="Address">Where it is: <see cref="RedisStoreOptions.Address"/>.</param>
/// <param name="State">How far it is.</param>
/// <param name="Reason">Why it has failed, or, where it serves, why a candidate beside what serves is missing; null for nothing.</param>
public sealed record RolloutProcess(string Id, string Address, RolloutState State, string? Reason);
