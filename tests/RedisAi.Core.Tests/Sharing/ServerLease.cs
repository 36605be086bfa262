namespace RedisAi.Tests.Sharing;

/// <summary>Who owns a session, as the server knows.</summary>
/// <param name="Owner">The owner, or the last one.</param>
/// <param name="Fence">The number under which it does.</param>
/// <param name="Until">When the time of the owner is over, as a timestamp of the server.</param>
internal readonly record struct ServerLease(FakeSharedStore Owner, long Fence, long Until);
