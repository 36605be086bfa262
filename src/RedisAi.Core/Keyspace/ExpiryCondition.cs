namespace RedisAi.Keyspace;

/// <summary>The options NX, XX, GT and LT of EXPIRE and its like.</summary>
internal readonly record struct ExpiryCondition(bool OnlyNone, bool OnlySome, bool OnlyLater, bool OnlyEarlier)
{
    public static ExpiryCondition Of(KeyspaceArguments arguments)
    {
        ExpiryCondition condition = default;
        for (int i = 2; i < arguments.Count; i++)
        {
            condition =
                arguments.Is(i, "NX") ? condition with { OnlyNone = true }
                : arguments.Is(i, "XX") ? condition with { OnlySome = true }
                : arguments.Is(i, "GT") ? condition with { OnlyLater = true }
                : arguments.Is(i, "LT") ? condition with { OnlyEarlier = true }
                : throw new KeyspaceException($"ERR Unsupported option {arguments.Text(i)}");
        }

        if (condition.OnlyNone && (condition.OnlySome || condition.OnlyLater || condition.OnlyEarlier))
        {
            throw new KeyspaceException("ERR NX and XX, GT or LT options at the same time are not compatible");
        }

        return condition is { OnlyLater: true, OnlyEarlier: true }
            ? throw new KeyspaceException("ERR GT and LT options at the same time are not compatible")
            : condition;
    }

    /// <summary>Whether a key may be given another expiry; never is later than any time.</summary>
    public bool Allows(long? present, long expiresAt) =>
        !(OnlyNone && present is not null)
        && !(OnlySome && present is null)
        && !(OnlyLater && (present is null || expiresAt <= present))
        && !(OnlyEarlier && expiresAt >= present);
}
