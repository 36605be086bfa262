namespace RedisAi.Client.Protocol;

/// <summary>The kinds of replies in RESP2.</summary>
internal enum RespKind
{
    Null,
    Status,
    Error,
    Integer,
    Bulk,
    Array,
}
