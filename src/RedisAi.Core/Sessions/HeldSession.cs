namespace RedisAi.Sessions;

/// <summary>A session as this process held it at some moment, where several processes share the store.</summary>
/// <param name="Name">The session, as its callers name it.</param>
/// <param name="Fence">The number under which it was held.</param>
internal readonly record struct HeldSession(string Name, long Fence);
