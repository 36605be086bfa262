namespace RedisAi.Client.Protocol;

/// <summary>How much a reply may be, and how long it may take, since a server may be anybody's.</summary>
internal sealed record RespLimits
{
    /// <summary>The bytes of a line: a status, an error, a length.</summary>
    public int MaxLineBytes { get; init; } = 64 << 10;

    /// <summary>The bytes of a text; Redis' own limit is half of this.</summary>
    public int MaxBulkBytes { get; init; } = 1 << 30;

    /// <summary>The bytes of all texts of a reply: a model may come in pieces.</summary>
    public long MaxReplyBytes { get; init; } = Array.MaxLength;

    /// <summary>The replies within a reply.</summary>
    public int MaxItems { get; init; } = 1 << 20;

    /// <summary>How deep arrays may lie in each other.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>How long it may take to connect, to encrypt and to authenticate, together.</summary>
    public TimeSpan Connecting { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a server may say nothing while a reply of it is awaited.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);
}
