using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace RedisAi.AspNetCore.Http;

/// <summary>What the header Accept-Encoding says.</summary>
internal static class AcceptedEncoding
{
    private const string Any = "*";
    private const string Gzip = "gzip";
    private const string OldGzip = "x-gzip";

    /// <summary>Whether the client takes gzip. Without the header it may get anything, by the letter of RFC 9110; those that leave it out do not unpack.</summary>
    public static bool TakesGzip(StringValues header)
    {
        bool takesAny = false;
        foreach (string? line in header)
        {
            ReadOnlySpan<char> text = line;
            foreach (Range range in text.Split(','))
            {
                (bool isGzip, bool isAny, bool isWanted) = Read(text[range]);
                if (isGzip)
                {
                    return isWanted;
                }

                takesAny |= isAny && isWanted;
            }
        }

        return takesAny;
    }

    /// <summary>One encoding with its weight, as in <c>gzip;q=0.5</c>; the weight 0 means that it is not wanted.</summary>
    private static (bool IsGzip, bool IsAny, bool IsWanted) Read(ReadOnlySpan<char> item)
    {
        int semicolon = item.IndexOf(';');
        ReadOnlySpan<char> name = (semicolon < 0 ? item : item[..semicolon]).Trim();
        bool isGzip = name.Equals(Gzip, StringComparison.OrdinalIgnoreCase) || name.Equals(OldGzip, StringComparison.OrdinalIgnoreCase);
        return (isGzip, name is Any, semicolon < 0 || IsPositive(item[(semicolon + 1)..].Trim()));
    }

    private static bool IsPositive(ReadOnlySpan<char> weight) =>
        weight.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
        && double.TryParse(weight[2..].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
        && value > 0;
}
