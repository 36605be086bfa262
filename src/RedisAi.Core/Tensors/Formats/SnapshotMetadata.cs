using System.Globalization;

namespace RedisAi.Tensors.Formats;

/// <summary>What the safetensors format has no place for, kept as entries of its <c>__metadata__</c>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>redisai.format</c></term><description><c>1</c>. A file that says otherwise is refused; one that does not say is read.</description></item>
/// <item><term><c>redisai.crc32c</c></term><description>8 digits of lower-case hexadecimal: the CRC-32C of the whole file, from its first byte to its
/// last, with these 8 digits taken as zeros. Verified if there.</description></item>
/// <item><term><c>redisai.strings.KEY</c></term><description>The tensor KEY, a U8 of rank 1 to others, holds strings: <c>utf-8[2,3]</c> says their
/// encoding (or <c>utf-16le</c>) and shape. Its bytes are laid out as <see cref="StringBlock"/> says.</description></item>
/// <item><term><c>redisai.expires.KEY</c></term><description>When the tensor KEY expires: milliseconds since 1970-01-01 UTC, in decimal.</description></item>
/// </list>
/// <para>All other metadata is passed over, and so is what is said about a tensor that is not there.</para>
/// </remarks>
internal static class SnapshotMetadata
{
    /// <summary>The key of the version of all this.</summary>
    public const string Format = "redisai.format";

    /// <summary>The only version so far.</summary>
    public const string FormatVersion = "1";

    /// <summary>The key of the checksum.</summary>
    public const string Checksum = "redisai.crc32c";

    /// <summary>The digits of a checksum.</summary>
    public const int ChecksumDigits = 8;

    private const string StringsPrefix = "redisai.strings.";
    private const string ExpiresPrefix = "redisai.expires.";
    private const string Utf8Name = "utf-8";
    private const string Utf16Name = "utf-16le";

    /// <summary>The key under which a string tensor is described.</summary>
    public static string StringsKey(string tensor) => StringsPrefix + tensor;

    /// <summary>The key under which a tensor's expiry time stands.</summary>
    public static string ExpiresKey(string tensor) => ExpiresPrefix + tensor;

    /// <summary>Describes a string tensor.</summary>
    public static string FormatStrings(StringEncoding encoding, TensorShape shape) =>
        (encoding == StringEncoding.Utf8 ? Utf8Name : Utf16Name) + shape;

    /// <summary>An expiry time, less its fraction of a millisecond.</summary>
    public static string FormatExpiry(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>A checksum's digits.</summary>
    public static string FormatChecksum(uint checksum) => checksum.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Refuses metadata that a later version of this library wrote.</summary>
    /// <exception cref="InvalidDataException">The version is another one.</exception>
    public static void CheckFormat(SafetensorsHeader header, FormatSource source)
    {
        if (header.Metadata.TryGetValue(Format, out string? version) && version != FormatVersion)
        {
            throw source.Unreadable($"its {Format} is {FormatSource.Quote(version)}; this version of the library knows '{FormatVersion}'.");
        }
    }

    /// <summary>Looks up whether a tensor holds strings, and of which encoding and shape.</summary>
    /// <exception cref="InvalidDataException">The description is not as it should be.</exception>
    public static (StringEncoding Encoding, TensorShape Shape)? FindStrings(SafetensorsHeader header, string tensor, FormatSource source)
    {
        if (!header.Metadata.TryGetValue(StringsKey(tensor), out string? text))
        {
            return null;
        }

        string subject = $"the string tensor {FormatSource.Quote(tensor)}";
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        StringEncoding? encoding = (bracket < 0 ? "" : text[..bracket]) switch
        {
            Utf8Name => StringEncoding.Utf8,
            Utf16Name => StringEncoding.Utf16,
            _ => null,
        };
        return encoding is { } known && TryParseLengths(text.AsSpan(bracket), out long[] lengths)
            ? (known, source.Shape(subject, lengths, StringBlock.LengthBytes))
            : throw source.Unreadable($"{subject} is described as {FormatSource.Quote(text)}; something like '{Utf8Name}[2,3]' is expected.");
    }

    /// <summary>Looks up when a tensor expires; null if never.</summary>
    /// <exception cref="InvalidDataException">The time is not as it should be.</exception>
    public static DateTimeOffset? FindExpiry(SafetensorsHeader header, string tensor, FormatSource source)
    {
        if (!header.Metadata.TryGetValue(ExpiresKey(tensor), out string? text))
        {
            return null;
        }

        bool valid = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long milliseconds)
            && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return valid
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw source.Unreadable(
                $"the tensor {FormatSource.Quote(tensor)} expires at {FormatSource.Quote(text)}, which is no number of milliseconds since 1970.");
    }

    /// <summary>Looks up the checksum; null if there is none.</summary>
    /// <exception cref="InvalidDataException">It is not 8 digits of lower-case hexadecimal.</exception>
    public static uint? FindChecksum(SafetensorsHeader header, FormatSource source)
    {
        if (!header.Metadata.TryGetValue(Checksum, out string? text))
        {
            return null;
        }

        return uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint checksum)
            && FormatChecksum(checksum) == text
            ? checksum
            : throw source.Unreadable($"its {Checksum} is {FormatSource.Quote(text)}, which is not {ChecksumDigits} digits of lower-case hexadecimal.");
    }

    private static bool TryParseLengths(ReadOnlySpan<char> text, out long[] lengths)
    {
        lengths = [];
        if (text is not ['[', .. ReadOnlySpan<char> inside, ']'])
        {
            return false;
        }

        if (inside.IsEmpty)
        {
            return true;
        }

        List<long> parsed = [];
        foreach (Range part in inside.Split(','))
        {
            if (!long.TryParse(inside[part], NumberStyles.None, CultureInfo.InvariantCulture, out long length))
            {
                return false;
            }

            parsed.Add(length);
        }

        lengths = [.. parsed];
        return true;
    }
}
