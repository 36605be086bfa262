using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace RedisAi.Store;

/// <summary>How a store keeps its keys: as bytes where they are ASCII, which most are, else as they are.</summary>
/// <remarks>A key of 16 characters takes 40 bytes so, instead of 56, and lies beside its entry, wherever the caller's string was made.</remarks>
internal static class StoreKey
{
    /// <summary>No byte of an ASCII key; in front of the UTF-16 of any other.</summary>
    private const byte Utf16Mark = 0xFF;

    public static byte[] Encode(string key)
    {
        if (Ascii.IsValid(key))
        {
            return Encoding.ASCII.GetBytes(key);
        }

        byte[] bytes = new byte[1 + (key.Length * sizeof(char))];
        bytes[0] = Utf16Mark;
        MemoryMarshal.AsBytes(key.AsSpan()).CopyTo(bytes.AsSpan(1));
        return bytes;
    }

    public static string Decode(byte[] key) => IsUtf16(key) ? new string(Utf16(key)) : Encoding.ASCII.GetString(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Matches(byte[] key, ReadOnlySpan<char> text)
    {
        if (key.Length == text.Length)
        {
            ref byte bytes = ref MemoryMarshal.GetArrayDataReference(key);
            return key.Length == 0 || (bytes != Utf16Mark && EqualsAscii(ref bytes, ref MemoryMarshal.GetReference(text), text.Length));
        }

        return key.Length > text.Length && IsUtf16(key) && Utf16(key).SequenceEqual(text);
    }

    /// <summary>Compares bytes to characters, sixteen at a time; Ascii.Equals does more, and is a call.</summary>
    private static bool EqualsAscii(ref byte bytes, ref char text, int length)
    {
        ref ushort characters = ref Unsafe.As<char, ushort>(ref text);
        int i = 0;
        for (; i + Vector128<byte>.Count <= length; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref bytes, (nuint)i));
            if (lower != Vector128.LoadUnsafe(ref characters, (nuint)i) || upper != Vector128.LoadUnsafe(ref characters, (nuint)i + 8))
            {
                return false;
            }
        }

        for (; i < length; i++)
        {
            if (Unsafe.Add(ref bytes, i) != Unsafe.Add(ref characters, i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUtf16(byte[] key) => key.Length > 0 && key[0] == Utf16Mark;

    // The processor reads characters at odd addresses as well as at even ones.
    private static ReadOnlySpan<char> Utf16(byte[] key) => MemoryMarshal.Cast<byte, char>(key.AsSpan(1));
}
