namespace RedisAi.Server.Protocol;

/// <summary>How large a command may be.</summary>
/// <param name="MaxBulkBytes">The bytes of an argument.</param>
/// <param name="MaxArguments">The arguments of a command, its name among them.</param>
/// <param name="MaxInlineBytes">The bytes of a line: of an inline command, or of a length.</param>
/// <param name="MaxCommandBytes">The bytes of all arguments of a command.</param>
internal readonly record struct RequestLimits(int MaxBulkBytes, int MaxArguments, int MaxInlineBytes, long MaxCommandBytes)
{
    /// <summary>The arguments that a client may send before it has authenticated, as Redis has it.</summary>
    public const int UntrustedArguments = 10;

    /// <summary>The bytes of such an argument.</summary>
    public const int UntrustedBulkBytes = 16 << 10;
}
