namespace RedisAi.Sessions;

/// <summary>The key of a state in the store: session, model and input, between slashes.</summary>
internal static class StateKey
{
    private const char Separator = '/';
    private const char Escape = '%';

    /// <summary>Makes the key. Slashes and percent signs within the parts are escaped, so that different parts never make the same key.</summary>
    public static string Of(string session, string model, string input) => $"{Escaped(session)}{Separator}{Escaped(model)}{Separator}{Escaped(input)}";

    /// <summary>A part as it is in the key.</summary>
    public static string Escaped(string part) => part.AsSpan().ContainsAny(Separator, Escape)
        ? part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)
        : part;
}
