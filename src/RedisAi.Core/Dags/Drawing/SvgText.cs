using System.Globalization;
using System.Text;

namespace RedisAi.Dags.Drawing;

/// <summary>Text and numbers in a picture.</summary>
internal static class SvgText
{
    /// <summary>Text as XML holds it; characters that XML has no place for are replaced.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' or '\r' => " ",
                < ' ' or 0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>A length, to a tenth.</summary>
    public static string Number(double value) => (Math.Round(value * 10, MidpointRounding.AwayFromZero) / 10).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Text that is not longer than a number of characters; the middle is left out.</summary>
    public static string Shorten(string text, int length)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        if (runes.Length <= length)
        {
            return text;
        }

        int tail = length / 2;
        return $"{string.Concat(runes[..(length - tail - 1)])}…{string.Concat(runes[^tail..])}";
    }

    /// <summary>About how wide text is. Which font a viewer has is not known, so this is rather too much.</summary>
    public static double Width(string text, double size) => 1.06 * size * text.EnumerateRunes().Sum(static rune => rune.Value switch
    {
        >= 0x2E80 => 1.0,
        'i' or 'j' or 'l' or '|' or '!' or '.' or ',' or ':' or ';' or '\'' or '[' or ']' or '(' or ')' or ' ' or 'f' or 't' or '/' or 'I' or '…' => 0.36,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.92,
        >= 'A' and <= 'Z' => 0.7,
        _ => 0.6,
    });
}
