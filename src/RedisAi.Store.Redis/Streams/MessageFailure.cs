namespace RedisAi.Store.Redis;

/// <summary>What became of a failure.</summary>
/// <param name="Count">How often the message has failed; -1 when it is another consumer's by now.</param>
/// <param name="IsDead">Whether it went to the dead letters.</param>
internal readonly record struct MessageFailure(int Count, bool IsDead);
