namespace RedisAi.Server.Importing;

/// <summary>A key of the server that is read from.</summary>
/// <param name="Key">The key.</param>
/// <param name="Type">What TYPE answers.</param>
/// <param name="TimeToLive">The milliseconds that it has left; null for ever.</param>
internal sealed record SourceKey(ReadOnlyMemory<byte> Key, string Type, long? TimeToLive);
