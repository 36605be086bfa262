using System.Text;
using System.Text.RegularExpressions;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Damages texts of models where it matters: numbers, lines, blocks. The same seed makes the same damage.</summary>
internal sealed class LightGbmTextMutator(int seed, IReadOnlyList<string> corpus)
{
    private static readonly string[] s_numbers =
    [
        "0", "1", "-1", "2", "-2", "31", "32", "-33", "255", "2147483647", "-2147483648", "2147483648", "4294967295", "99999999999999999999", "1e308", "1e-320", "-1e999", "nan", "inf", "-inf", "",
        "1 1", "0x10", "1.5", "٣", "1e", "--1", "+1",
    ];

    /// <summary>A text with one to three changes.</summary>
    public byte[] Damage(int index)
    {
        Random random = new(unchecked((seed * 486_187_739) + index));
        string text = corpus[random.Next(corpus.Count)];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            text = Change(text, random);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static string Change(string text, Random random)
    {
        string[] lines = text.Split('\n');
        int line = random.Next(lines.Length);
        switch (random.Next(7))
        {
            case 0 or 1 or 2:
                lines[line] = ChangeNumber(lines[line], random);
                break;
            case 3:
                lines[line] = lines[random.Next(lines.Length)];
                break;
            case 4:
                lines[line] = "";
                break;
            case 5:
                lines[line] = string.Concat(Enumerable.Repeat(lines[line] + " ", random.Next(1, 50)));
                break;
            default:
                return text[..random.Next(text.Length + 1)];
        }

        return string.Join('\n', lines);
    }

    private static string ChangeNumber(string line, Random random)
    {
        MatchCollection numbers = Regex.Matches(line, "-?[0-9][0-9.e+-]*", RegexOptions.None, TimeSpan.FromSeconds(10));
        if (numbers.Count == 0)
        {
            return line;
        }

        Match number = numbers[random.Next(numbers.Count)];
        return string.Concat(line.AsSpan(0, number.Index), s_numbers[random.Next(s_numbers.Length)], line.AsSpan(number.Index + number.Length));
    }
}
