namespace RedisAi.MLflow.Uris;

/// <summary>Addresses in messages and logs.</summary>
internal static class ShownUri
{
    private const int Longest = 300;

    /// <summary>An address without user and password, and without what would break a line.</summary>
    public static string Of(string text)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal);
        if (start >= 0)
        {
            int end = text.AsSpan(start + 3).IndexOfAny('/', '?', '#');
            end = end < 0 ? text.Length : start + 3 + end;
            int at = text.LastIndexOf('@', end - 1, end - start - 3);
            text = at < 0 ? text : string.Concat(text.AsSpan(0, start + 3), text.AsSpan(at + 1));
        }

        return OfText(text);
    }

    /// <summary>Foreign text on one line, and not too much of it.</summary>
    public static string OfText(string text)
    {
        string line = string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
        return line.Length <= Longest ? line : $"{line.AsSpan(0, Longest)}…";
    }
}
