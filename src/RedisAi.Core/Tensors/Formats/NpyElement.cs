using System.Globalization;

namespace RedisAi.Tensors.Formats;

/// <summary>What numpy calls the type of an array's elements: a byte order, a letter and a size, as in <c>&lt;f4</c>.</summary>
/// <param name="DataType">The type here.</param>
/// <param name="ByteSize">The bytes of one element in the file; for strings those of the longest.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
internal readonly record struct NpyElement(TensorDataType DataType, int ByteSize, bool BigEndian)
{
    /// <summary>numpy keeps text in UTF-32.</summary>
    public const int BytesPerCodePoint = 4;

    /// <summary>The longest text, since an element is a span of bytes when it is read.</summary>
    public const int MaxCodePoints = int.MaxValue / BytesPerCodePoint;

    private static readonly (string Code, TensorDataType Type)[] s_numbers =
    [
        ("f8", TensorDataType.Float64),
        ("f4", TensorDataType.Float32),
        ("f2", TensorDataType.Float16),
        ("i8", TensorDataType.Int64),
        ("i4", TensorDataType.Int32),
        ("i2", TensorDataType.Int16),
        ("i1", TensorDataType.Int8),
        ("u8", TensorDataType.UInt64),
        ("u4", TensorDataType.UInt32),
        ("u2", TensorDataType.UInt16),
        ("u1", TensorDataType.UInt8),
        ("b1", TensorDataType.Bool),
    ];

    /// <summary>The element of a tensor of numbers or truth values.</summary>
    /// <exception cref="NotSupportedException">numpy has no such type.</exception>
    public static NpyElement Of(TensorDataType type) => type == TensorDataType.BFloat16
        ? throw new NotSupportedException("numpy has no bfloat16, so an .npy file cannot hold it; widen the tensor to float32 first.")
        : new NpyElement(type, type.ByteSize(), BigEndian: false);

    /// <summary>The element of a string tensor.</summary>
    /// <param name="codePoints">The length of the longest string; from 1, as numpy has it, to <see cref="MaxCodePoints"/>.</param>
    public static NpyElement OfStrings(int codePoints) => new(TensorDataType.String, codePoints * BytesPerCodePoint, BigEndian: false);

    /// <summary>Reads numpy's name of a type.</summary>
    /// <exception cref="InvalidDataException">It is none, or one that no tensor here can hold.</exception>
    public static NpyElement Parse(string descr, FormatSource source)
    {
        if (descr is ['<' or '>' or '|', _, _, ..])
        {
            bool bigEndian = descr[0] == '>';
            int index = Array.FindIndex(s_numbers, entry => entry.Code == descr[1..]);

            // '|' says that there is no order, which is so for single bytes only.
            if (index >= 0 && (descr[0] != '|' || descr[2] == '1'))
            {
                TensorDataType type = s_numbers[index].Type;
                return new NpyElement(type, type.ByteSize(), bigEndian);
            }

            if (descr[0] != '|' && descr[1] == 'U' && TryParseLength(descr[2..], out int codePoints))
            {
                return new NpyElement(TensorDataType.String, codePoints * BytesPerCodePoint, bigEndian);
            }
        }

        throw source.Unreadable($"its elements are of the type {FormatSource.Quote(descr)}: {Describe(descr)}");
    }

    /// <summary>Returns numpy's name of this type.</summary>
    public override string ToString()
    {
        if (DataType == TensorDataType.String)
        {
            return $"<U{ByteSize / BytesPerCodePoint}";
        }

        TensorDataType type = DataType;
        return (ByteSize == 1 ? "|" : "<") + Array.Find(s_numbers, entry => entry.Type == type).Code;
    }

    /// <summary>A length of text; numpy writes none of 0, and with such elements a few bytes could claim any number of them.</summary>
    private static bool TryParseLength(string digits, out int codePoints) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out codePoints) && codePoints is > 0 and <= MaxCodePoints;

    private static string Describe(string descr) => (descr.Length > 1 ? descr[1] : '\0') switch
    {
        'O' => "pickled Python objects, and unpickling runs code that comes with the file.",
        'c' => "complex numbers, which no tensor here can hold.",
        'S' or 'a' => "bytes without an encoding, which no tensor here can hold; convert them to numpy's 'U' first.",
        'M' or 'm' => "dates or times, which no tensor here can hold.",
        'V' => "raw bytes or records, which no tensor here can hold.",
        _ => "no type that a tensor here can hold.",
    };
}
