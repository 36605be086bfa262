using System.Text;
using System.Text.RegularExpressions;

namespace RedisAi.FuzzHost;

/// <summary>Damages a source by its words and lines, so that more of what comes out is read to the end than when bytes are damaged.</summary>
internal static partial class SourceMutator
{
    private const int Kinds = 5;

    public static byte[] Damage(Mutator mutator, int index)
    {
        Random random = mutator.RandomOf(index);
        List<string> parts = Split(mutator.Pick(random));
        List<string> others = Split(mutator.Pick(random));
        for (int changes = random.Next(1, 4); changes > 0 && parts.Count > 0; changes--)
        {
            Change(parts, others, random);
        }

        return parts.Count > 0 ? Encoding.UTF8.GetBytes(string.Concat(parts)) : [0];
    }

    private static void Change(List<string> parts, List<string> others, Random random)
    {
        int place = random.Next(parts.Count);
        int other = random.Next(parts.Count);
        switch (random.Next(Kinds))
        {
            case 0:
                parts[place] = others[random.Next(others.Count)];
                break;
            case 1:
                parts.Insert(place, others[random.Next(others.Count)]);
                break;
            case 2:
                parts.RemoveAt(place);
                break;
            case 3:
                (parts[place], parts[other]) = (parts[other], parts[place]);
                break;
            default:
                // Names and numbers change their places more often than what lies between them.
                parts[place] = parts.Find(part => char.IsLetterOrDigit(part[0]) && random.Next(20) == 0) ?? "x";
                break;
        }
    }

    private static List<string> Split(byte[] source) => [.. Part().Matches(Encoding.UTF8.GetString(source)).Select(static match => match.Value)];

    /// <summary>A word, a line's end with the indentation of the next line, or one other character.</summary>
    [GeneratedRegex(@"\w+|\n *|.", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
