namespace RedisAi.MLflow.Cache;

/// <summary>Which model was the last good one for an address.</summary>
internal sealed record LastGoodRecord(
    string Address,
    string Identity,
    string? ModelId,
    string? Name,
    string? Version,
    string? RunId,
    string? Source,
    DateTimeOffset? CreatedAt);
