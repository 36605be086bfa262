namespace RedisAi.MLflow.Uris;

/// <summary>How identifiers look.</summary>
internal static class ModelIds
{
    private const string Prefix = "m-";
    private const int Digits = 32;
    private const int LongestRunId = 256;

    /// <summary>Whether something can only be the identifier of a logged model.</summary>
    public static bool IsModelId(string text) =>
        text.Length == Prefix.Length + Digits && HasModelPrefix(text) && text.Skip(Prefix.Length).All(char.IsAsciiHexDigitLower);

    /// <summary>Whether something may be meant as the identifier of a logged model.</summary>
    public static bool HasModelPrefix(string text) => text.Length > Prefix.Length && text.StartsWith(Prefix, StringComparison.Ordinal) && IsWord(text);

    /// <summary>Whether something can be the identifier of a run.</summary>
    public static bool IsRunId(string text) => text.Length is > 0 and <= LongestRunId && char.IsAsciiLetterOrDigit(text[0]) && IsWord(text);

    /// <summary>Whether something can be an alias.</summary>
    public static bool IsAlias(string text) => text.Length is > 0 and <= 255 && text.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-');

    private static bool IsWord(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
