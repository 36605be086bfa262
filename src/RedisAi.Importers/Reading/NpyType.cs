namespace RedisAi.Importers.Reading;

/// <summary>The type of an array's elements, as numpy spells it: <c>&lt;f8</c>.</summary>
/// <param name="Kind">One of <c>b i u f U S V M m</c> and others; <c>V</c> for records.</param>
/// <param name="Size">The bytes of an element.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
/// <param name="Fields">The fields of a record, in their order; empty for others.</param>
internal sealed record NpyType(char Kind, int Size, bool BigEndian, IReadOnlyList<NpyField> Fields)
{
    /// <summary>The largest element that is read.</summary>
    public const int MaxSize = 1 << 20;

    /// <summary>Reads the spelling of a type that is no record; null when it is none that is known.</summary>
    public static NpyType? TryParse(string text)
    {
        if (text.Length < 3 || text[0] is not ('<' or '>' or '|' or '='))
        {
            return null;
        }

        char kind = text[1];
        ReadOnlySpan<char> digits = text.AsSpan(2);
        if (kind is 'M' or 'm' && digits.IndexOf('[') is > 0 and int unit)
        {
            digits = digits[..unit];
        }

        if (!int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int size) || size > MaxSize)
        {
            return null;
        }

        bool known = kind switch
        {
            'b' => size == 1,
            'i' or 'u' => size is 1 or 2 or 4 or 8,
            'f' => size is 2 or 4 or 8,
            'M' or 'm' => size == 8,
            'U' or 'S' or 'V' => true,
            _ => false,
        };
        return known ? new NpyType(kind, kind == 'U' ? size * 4 : size, text[0] == '>', []) : null;
    }
}
