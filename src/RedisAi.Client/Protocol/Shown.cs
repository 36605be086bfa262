using System.Buffers;
using System.Globalization;
using System.Text;
using RedisAi.Keyspace;

namespace RedisAi.Client.Protocol;

/// <summary>Makes what others have written fit for a terminal: short, and without the characters by which it is controlled.</summary>
internal static class Shown
{
    private const int MaxLength = 200;

    public static string Text(ReadOnlySpan<byte> bytes) => Text(LosslessText.Decode(bytes[..Math.Min(bytes.Length, 4 * MaxLength)]));

    public static string Text(string text)
    {
        StringBuilder shown = new();
        for (ReadOnlySpan<char> left = text.AsSpan(0, Math.Min(text.Length, MaxLength)); !left.IsEmpty;)
        {
            bool isWhole = Rune.DecodeFromUtf16(left, out Rune rune, out int length) == OperationStatus.Done;
            if (isWhole && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
            {
                shown.Append(left[..length]);
            }
            else
            {
                foreach (char character in left[..length])
                {
                    shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
                }
            }

            left = left[length..];
        }

        return text.Length > MaxLength ? shown.Append("...").ToString() : shown.ToString();
    }

    /// <summary>Bytes as people read them.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? $"{bytes}" : $"{size:F1}")} {units[unit]}");
    }

    /// <summary>A number and what there are so many of.</summary>
    public static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
