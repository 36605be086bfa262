namespace RedisAi.Cli.CommandLine;

/// <summary>Options of the form KEY=VALUE.</summary>
internal static class KeyValueTexts
{
    /// <summary>Divides each text at its first =, since values may have others.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="texts">What was typed.</param>
    /// <exception cref="CliException">A text has no =, or a key comes twice.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string option, IEnumerable<string> texts)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw CliException.NotUnderstood($"{option} '{text}' has no form of KEY=VALUE.");
            }

            if (!values.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw CliException.NotUnderstood($"{option} has the key '{text[..at]}' twice.");
            }
        }

        return values;
    }
}
