using System.Text;

namespace RedisAi.Backends.Torch;

/// <summary>Finds the logical lines of a source: strings, brackets and a backslash at the end go on over several physical ones.</summary>
internal static class TorchScriptLine
{
    /// <summary>Where the logical line that begins at a place ends, its line end included.</summary>
    /// <remarks>A string or bracket that is never closed takes the rest; the compiler says so.</remarks>
    public static int EndOf(string source, int start)
    {
        int depth = 0;
        for (int i = start; i < source.Length; i++)
        {
            switch (source[i])
            {
                case '#':
                    i = LineEnd(source, i) - 1;
                    break;
                case '"' or '\'':
                    i = StringEnd(source, i) - 1;
                    break;
                case '\\':
                    i++;
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth = Math.Max(0, depth - 1);
                    break;
                case '\n' when depth == 0:
                    return i + 1;
                default:
                    break;
            }
        }

        return source.Length;
    }

    /// <summary>A logical line that has no strings, as one physical one: without comments, and with blanks for line ends.</summary>
    public static string Joined(string line)
    {
        StringBuilder joined = new(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '#')
            {
                i = LineEnd(line, i) - 1;
            }
            else if (line[i] == '\n' || (line[i] == '\\' && i + 1 < line.Length && line[i + 1] == '\n'))
            {
                joined.Append(' ');
            }
            else
            {
                joined.Append(line[i]);
            }
        }

        return joined.ToString();
    }

    private static int LineEnd(string source, int from)
    {
        int end = source.IndexOf('\n', from);
        return end < 0 ? source.Length : end;
    }

    /// <summary>Where the string that begins at a place ends, its closing quotes included. The end of the line ends one that is not tripled.</summary>
    private static int StringEnd(string source, int start)
    {
        string quotes = source[start..(start + 1)];
        string tripled = quotes + quotes + quotes;
        if (string.CompareOrdinal(source, start, tripled, 0, tripled.Length) == 0)
        {
            quotes = tripled;
        }

        for (int i = start + quotes.Length; i < source.Length; i++)
        {
            if (source[i] == '\\')
            {
                i++;
            }
            else if (string.CompareOrdinal(source, i, quotes, 0, quotes.Length) == 0)
            {
                return i + quotes.Length;
            }
            else if (source[i] == '\n' && quotes.Length == 1)
            {
                return i;
            }
        }

        return source.Length;
    }
}
