namespace RedisAi.Errors;

/// <summary>What calls of a disposed engine end with.</summary>
internal static class EngineClosed
{
    public static ObjectDisposedException Error() => new("RedisAiEngine", "The engine was disposed, or its host is shutting down.");
}
