namespace RedisAi.Testing.Redis;

/// <summary>What a Redis server of a test's own is started with.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Gets the password of the user "default"; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Gets further users as ACL rules, as "alice on >secret ~ai:* &amp;* +@all".</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Gets the certificates of a server that takes TLS connections only; null for one that takes none.</summary>
    public TestCertificates? Certificates { get; init; }

    /// <summary>Gets further lines of its configuration.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Gets whether it is a sentinel.</summary>
    public bool IsSentinel { get; init; }

    /// <summary>Gets whether its data outlives it: each write goes to a file before it is answered. False by default.</summary>
    public bool IsDurable { get; init; }
}
