using System.Buffers.Text;
using System.Text;

namespace RedisAi.Importers.LightGBM;

/// <summary>Reads numbers as LightGBM writes them: between spaces.</summary>
internal static class LightGbmNumbers
{
    public static void Read(ReadOnlySpan<byte> text, List<int> into, string field)
    {
        into.Clear();
        while (Next(ref text))
        {
            if (!Utf8Parser.TryParse(text, out int value, out int length) || !Ends(text, length))
            {
                throw NotANumber(text, field, into.Count, "a whole number");
            }

            into.Add(value);
            text = text[length..];
        }
    }

    public static void Read(ReadOnlySpan<byte> text, List<uint> into, string field)
    {
        into.Clear();
        while (Next(ref text))
        {
            if (!Utf8Parser.TryParse(text, out uint value, out int length) || !Ends(text, length))
            {
                throw NotANumber(text, field, into.Count, "a whole number of 32 bits");
            }

            into.Add(value);
            text = text[length..];
        }
    }

    public static void Read(ReadOnlySpan<byte> text, List<double> into, string field)
    {
        into.Clear();
        while (Next(ref text))
        {
            if (!TryParse(text, out double value, out int length) || !Ends(text, length))
            {
                throw NotANumber(text, field, into.Count, "a number");
            }

            into.Add(value);
            text = text[length..];
        }
    }

    /// <summary>Reads one number that is not negative.</summary>
    public static int Read(ReadOnlySpan<byte> text, string field) =>
        Utf8Parser.TryParse(text, out int value, out int length) && length == text.Length && value >= 0
            ? value
            : throw new ModelLoadException($"'{field}' is '{Show(text)}', not a whole number of at least 0.");

    /// <summary>How many words there are between spaces.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (Next(ref text))
        {
            count++;
            int length = text.IndexOf((byte)' ');
            text = length < 0 ? [] : text[length..];
        }

        return count;
    }

    /// <summary>A text of a file, for a message: not all of a long one.</summary>
    public static string Show(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]) + (text.Length > 40 ? "..." : "");

    private static bool Next(ref ReadOnlySpan<byte> text)
    {
        int start = text.IndexOfAnyExcept((byte)' ');
        text = start < 0 ? [] : text[start..];
        return !text.IsEmpty;
    }

    private static bool Ends(ReadOnlySpan<byte> text, int length) => length == text.Length || text[length] == ' ';

    private static bool TryParse(ReadOnlySpan<byte> text, out double value, out int length)
    {
        // C++ writes what is not finite in letters of its own.
        (value, length) = text switch
        {
            _ when text.StartsWith("inf"u8) => (double.PositiveInfinity, 3),
            _ when text.StartsWith("-inf"u8) => (double.NegativeInfinity, 4),
            _ when text.StartsWith("nan"u8) => (double.NaN, 3),
            _ when text.StartsWith("-nan"u8) => (double.NaN, 4),
            _ => (0, 0),
        };
        return length > 0 || Utf8Parser.TryParse(text, out value, out length);
    }

    private static ModelLoadException NotANumber(ReadOnlySpan<byte> text, string field, int index, string wanted)
    {
        int length = text.IndexOf((byte)' ');
        return new ModelLoadException($"'{field}' has '{Show(length < 0 ? text : text[..length])}' at place {index}, not {wanted}.");
    }
}
