namespace RedisAi.Store.Redis;

/// <summary>What came of writing states.</summary>
/// <param name="Outcome">Whether they are written.</param>
/// <param name="Owner">Where the session's owner is, if that is another process; null where it has none.</param>
internal readonly record struct WriteReply(WriteOutcome Outcome, string? Owner);
