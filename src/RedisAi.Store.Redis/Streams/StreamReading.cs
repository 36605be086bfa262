namespace RedisAi.Store.Redis;

/// <summary>What one reading has brought.</summary>
/// <param name="Messages">The messages of this consumer, in the order of their ids.</param>
/// <param name="HasMore">Whether its list has more that it has not seen.</param>
/// <param name="IsBehind">Whether the server has lost that this consumer has seen so much: it is to begin at the start of its list.</param>
internal readonly record struct StreamReading(StreamMessage[] Messages, bool HasMore, bool IsBehind);
