namespace RedisAi.Tests.Store;

/// <summary>Redis' matcher, written down as its source reads: by recursion at each star.</summary>
internal static class ReferenceGlob
{
    public static bool IsMatch(string pattern, string text)
    {
        int p = 0;
        int t = 0;
        while (p < pattern.Length && t < text.Length)
        {
            switch (pattern[p])
            {
                case '*':
                    return Enumerable.Range(t, text.Length - t + 1).Any(from => IsMatch(pattern[(p + 1)..], text[from..]));
                case '?':
                    break;
                case '[':
                    if (!MatchSet(pattern, ref p, text[t]))
                    {
                        return false;
                    }

                    break;
                default:
                    p += pattern[p] == '\\' && p + 1 < pattern.Length ? 1 : 0;
                    if (pattern[p] != text[t])
                    {
                        return false;
                    }

                    break;
            }

            p++;
            t++;
        }

        return t == text.Length && pattern[p..].All(static c => c == '*');
    }

    /// <summary>Leaves the position on the bracket that closes the set, or on the last character when none does.</summary>
    private static bool MatchSet(string pattern, ref int p, char c)
    {
        p++;
        bool negated = p < pattern.Length && pattern[p] == '^';
        p += negated ? 1 : 0;
        bool matched = false;
        for (; p < pattern.Length && pattern[p] != ']'; p++)
        {
            if (pattern[p] == '\\' && pattern.Length - p >= 2)
            {
                p++;
                matched |= pattern[p] == c;
            }
            else if (pattern.Length - p >= 3 && pattern[p + 1] == '-')
            {
                (char low, char high) = (pattern[p], pattern[p + 2]);
                matched |= (c >= low && c <= high) || (c >= high && c <= low);
                p += 2;
            }
            else
            {
                matched |= pattern[p] == c;
            }
        }

        p = Math.Min(p, pattern.Length - 1);
        return matched != negated;
    }
}
