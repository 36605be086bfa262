using RedisAi.Store;

namespace RedisAi.Keyspace;

/// <summary>The options MATCH, COUNT and TYPE of SCAN and its like.</summary>
/// <param name="Count">About how many of them one step looks at.</param>
/// <param name="Pattern">What they must match; null for any.</param>
/// <param name="Type">What keys must be; null for anything.</param>
internal readonly record struct ScanOptions(long Count, string? Pattern, string? Type)
{
    private const long DefaultCount = 10;

    public static ScanOptions Of(KeyspaceArguments arguments, int from, bool takesType)
    {
        ScanOptions options = new(DefaultCount, Pattern: null, Type: null);
        for (int i = from; i < arguments.Count; i += 2)
        {
            bool hasValue = i + 1 < arguments.Count;
            if (hasValue && arguments.Is(i, "COUNT"))
            {
                options = options with { Count = arguments.Integer(i + 1) };
                if (options.Count < 1)
                {
                    throw KeyspaceError.Syntax();
                }
            }
            else if (hasValue && arguments.Is(i, "MATCH"))
            {
                options = options with { Pattern = arguments.Text(i + 1) };
            }
            else if (hasValue && takesType && arguments.Is(i, "TYPE"))
            {
                options = options with { Type = arguments.Text(i + 1) };
            }
            else
            {
                throw KeyspaceError.Syntax();
            }
        }

        return options;
    }

    public bool Matches(string text) => Pattern is null || GlobPattern.IsMatch(Pattern, text);

    public bool Matches(ByteString text) => Pattern is null || Matches(text.ToString());
}
