namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>A session that is not what the answers before make it.</summary>
/// <param name="IsLoss">Whether it is what it was before: steps that were acknowledged are gone.</param>
/// <param name="Message">What was found and expected.</param>
internal sealed record LedgerFault(bool IsLoss, string Message);
