namespace RedisAi.Store.Redis;

/// <summary>What came of renewing a lease.</summary>
/// <param name="IsHeld">Whether it is still this process's.</param>
/// <param name="IsWanted">Whether another process waits for it.</param>
/// <param name="Owner">Where its owner is, if that is another process; null where it has none.</param>
internal readonly record struct RenewReply(bool IsHeld, bool IsWanted, string? Owner);
