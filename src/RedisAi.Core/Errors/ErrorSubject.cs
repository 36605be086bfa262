namespace RedisAi.Errors;

/// <summary>What a sentence about a failed run begins with.</summary>
internal static class ErrorSubject
{
    /// <summary>With a capital, as in <c>Model 'vad'</c>.</summary>
    public static string AtStart(string subject) => $"{char.ToUpperInvariant(subject[0])}{subject[1..]}";
}
