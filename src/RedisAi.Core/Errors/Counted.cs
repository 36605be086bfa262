namespace RedisAi.Errors;

/// <summary>Numbers of things in sentences.</summary>
internal static class Counted
{
    /// <summary>As in <c>1 input</c> and <c>2 inputs</c>.</summary>
    public static string Of(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>As in <c>1 is given</c> and <c>2 are given</c>.</summary>
    public static string IsGiven(long count) => count == 1 ? "1 is given" : $"{count} are given";

    /// <summary>As in <c>1 was given</c> and <c>2 were given</c>.</summary>
    public static string Given(long count) => count == 1 ? "1 was given" : $"{count} were given";
}
