using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Store.Sqlite;

/// <summary>Keys as the file has them: UTF-8, or the characters as they are where that cannot express them.</summary>
internal static class SqliteKey
{
    /// <summary>No byte of UTF-8; in front of UTF-16.</summary>
    private const byte Utf16Mark = 0xFF;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Encode(string key)
    {
        try
        {
            return s_strict.GetBytes(key);
        }
        catch (EncoderFallbackException)
        {
            return [Utf16Mark, .. MemoryMarshal.AsBytes(key.AsSpan())];
        }
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static string Decode(ReadOnlySpan<byte> key)
    {
        if (!key.IsEmpty && key[0] == Utf16Mark && key.Length % sizeof(char) == 1)
        {
            return new string(MemoryMarshal.Cast<byte, char>(key[1..]));
        }

        try
        {
            return s_strict.GetString(key);
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"a key in it is damaged: {Convert.ToHexString(key)}.", error);
        }
    }
}
