using RedisAi.Tensors.Formats;

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

    private const int MaxFields = 1_024;

    /// <summary>Reads the spelling of a type that is no record.</summary>
    /// <exception cref="FormatException">It is none that is known; the message ends a sentence.</exception>
    public static NpyType Parse(string text) => TryParse(text) ?? throw new FormatException($"its elements are of the type '{text}', which is not read");

    /// <summary>The type of records, whose fields are one after the other.</summary>
    /// <exception cref="FormatException">A field is of a type that is not known, or there is too much of them; the message ends a sentence.</exception>
    public static NpyType OfRecords(IReadOnlyList<NpyHeaderField> fields)
    {
        List<NpyField> known = [];
        long offset = 0;
        foreach (NpyHeaderField field in fields)
        {
            NpyType type = Parse(field.Type);
            long count = 1;
            foreach (long length in field.Shape)
            {
                count = length <= MaxSize ? Math.Min(count * length, MaxSize) : MaxSize;
            }

            known.Add(new NpyField(field.Name, type, (int)offset, (int)count));
            offset += count * type.Size;
            if (offset > MaxSize || known.Count > MaxFields)
            {
                throw new FormatException($"its records have more than {MaxFields} fields or {MaxSize} bytes");
            }
        }

        return new NpyType('V', (int)offset, BigEndian: false, known);
    }

    private static NpyType? TryParse(string text)
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
