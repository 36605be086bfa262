namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>What a session has after a step.</summary>
/// <param name="Steps">How many steps there were.</param>
/// <param name="Sum">What all of them have added.</param>
internal readonly record struct Tally(long Steps, long Sum);
