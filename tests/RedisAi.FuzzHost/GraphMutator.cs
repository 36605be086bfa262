using System.Text;
using System.Text.RegularExpressions;

namespace RedisAi.FuzzHost;

/// <summary>Changes the JSON texts of a zip archive so that most of them stay JSON: other numbers, and texts in each other's places.</summary>
internal static partial class GraphMutator
{
    private static readonly string[] s_numbers = ["0", "-1", "1", "3", "65", "2147483648", "9223372036854775807", "-9223372036854775808", "1e400", "0.5", "null", "true", "[]", "{}", "\"x\""];

    public static byte[] Damage(Mutator mutator, int index)
    {
        Random random = mutator.RandomOf(index);
        List<(string Name, byte[] Bytes)> entries = ArchiveMutator.Read(mutator.Pick(random));
        int[] texts = [.. Enumerable.Range(0, entries.Count).Where(at => entries[at].Name.EndsWith(".json", StringComparison.Ordinal))];

        // Most of them in the longest, which is the graph.
        int chosen = random.Next(4) == 0 ? texts[random.Next(texts.Length)] : texts.MaxBy(at => entries[at].Bytes.Length);
        string text = Encoding.UTF8.GetString(entries[chosen].Bytes);
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            text = Change(text, random);
        }

        entries[chosen] = (entries[chosen].Name, Encoding.UTF8.GetBytes(text));
        return ArchiveMutator.Write(entries);
    }

    private static string Change(string text, Random random)
    {
        MatchCollection tokens = random.Next(2) == 0 ? Numbers().Matches(text) : Texts().Matches(text);
        if (tokens.Count == 0)
        {
            return text;
        }

        Match token = tokens[random.Next(tokens.Count)];
        string other = token.Value[0] == '"' ? tokens[random.Next(tokens.Count)].Value : s_numbers[random.Next(s_numbers.Length)];
        return string.Concat(text.AsSpan(0, token.Index), other, text.AsSpan(token.Index + token.Length));
    }

    [GeneratedRegex("(?<=[ \\[])-?[0-9]+(?:\\.[0-9]+)?|true|false|null", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Numbers();

    [GeneratedRegex("\"[a-zA-Z0-9_.]*\"", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Texts();
}
