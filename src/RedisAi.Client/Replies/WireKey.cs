namespace RedisAi.Client.Replies;

/// <summary>A key of a server, and what is under it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Type">What TYPE answers.</param>
/// <param name="TimeToLive">The milliseconds that it has left; null for ever.</param>
internal sealed record WireKey(ReadOnlyMemory<byte> Key, string Type, long? TimeToLive);
