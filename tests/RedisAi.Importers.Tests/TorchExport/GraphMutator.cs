using System.Text;
using System.Text.RegularExpressions;
using RedisAi.FuzzHost;

namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>Changes the texts of an archive so that they stay JSON: other numbers, names in each other's places, members left out.</summary>
internal static partial class GraphMutator
{
    private static readonly string[] s_files = [ExportFile.Graph, ExportFile.Graph, ExportFile.Weights];

    private static readonly string[] s_numbers = ["0", "-1", "1", "65", "2147483648", "9223372036854775807", "-9223372036854775808", "1e400", "0.5", "null", "true", "[]", "{}", "\"x\""];

    public static byte[] Damage(string name, Random random) => ExportFile.Edited(name, entries =>
    {
        string file = s_files[random.Next(s_files.Length)];
        string text = Encoding.UTF8.GetString(entries[file]);
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            text = Change(text, random);
        }

        entries[file] = Encoding.UTF8.GetBytes(text);
    });

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
