namespace RedisAi.Server;

/// <summary>A user of an endpoint: a password, and what the user may do. Every user may read keys, and run graphs that change nothing.</summary>
public sealed class RespUserOptions
{
    /// <summary>Gets or sets the password.</summary>
    /// <value>The default is <see langword="null"/>; then there must be a <see cref="PasswordSha256"/>.</value>
    public string? Password { get; set; }

    /// <summary>Gets or sets the SHA-256 of the password's UTF-8 bytes, as 64 hexadecimal digits, so that the configuration need not have the password.</summary>
    /// <value>The default is <see langword="null"/>. It wins over <see cref="Password"/>.</value>
    public string? PasswordSha256 { get; set; }

    /// <summary>Gets or sets whether the user may change keys, as runs of models and scripts do but for those of <c>AI.DAGEXECUTE_RO</c>.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool MayWrite { get; set; } = true;

    /// <summary>Gets or sets whether the user may store models and scripts, which is to run code in the process.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool MayStoreCode { get; set; }

    /// <summary>Gets or sets whether the user may use CONFIG, CLIENT KILL, SAVE, SHUTDOWN and their like, and change settings by AI.CONFIG.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool MayAdminister { get; set; }
}
