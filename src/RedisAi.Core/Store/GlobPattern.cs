namespace RedisAi.Store;

/// <summary>Redis' glob patterns: <c>* ? [abc] [^a] [a-z] \x</c>, matched against the whole key.</summary>
internal static class GlobPattern
{
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        // Where to go on after a mismatch: one character later than the last star began. Redis recurses here, which takes exponential
        // time on patterns such as a*a*a*a*b; going back to the last star alone finds the same matches.
        int starPattern = -1, starText = 0;
        int p = 0, t = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starPattern = ++p;
                starText = t;
            }
            else if (p < pattern.Length && MatchOne(pattern, ref p, text[t]))
            {
                t++;
            }
            else if (starPattern >= 0)
            {
                p = starPattern;
                t = ++starText;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }

    /// <summary>Matches one character against the element at <paramref name="p"/>, and moves past that element if it matches.</summary>
    private static bool MatchOne(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        switch (pattern[p])
        {
            case '?':
                p++;
                return true;
            case '[':
                int next = p + 1;
                bool matched = MatchSet(pattern, ref next, c);
                p = matched ? next : p;
                return matched;
            case '\\' when p + 1 < pattern.Length:
                if (pattern[p + 1] != c)
                {
                    return false;
                }

                p += 2;
                return true;
            default:
                if (pattern[p] != c)
                {
                    return false;
                }

                p++;
                return true;
        }
    }

    /// <summary>Matches a set whose bracket is already behind; a set that never closes ends with the pattern.</summary>
    private static bool MatchSet(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        bool negated = p < pattern.Length && pattern[p] == '^';
        p += negated ? 1 : 0;
        bool matched = false;
        while (p < pattern.Length && pattern[p] != ']')
        {
            if (pattern[p] == '\\' && p + 1 < pattern.Length)
            {
                matched |= pattern[p + 1] == c;
                p += 2;
            }
            else if (p + 2 < pattern.Length && pattern[p + 1] == '-')
            {
                (char low, char high) = (pattern[p], pattern[p + 2]);
                matched |= low <= high ? c >= low && c <= high : c >= high && c <= low;
                p += 3;
            }
            else
            {
                matched |= pattern[p] == c;
                p++;
            }
        }

        p = Math.Min(p + 1, pattern.Length);
        return matched != negated;
    }
}
