using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RedisAi.Store;

/// <summary>Hashes keys: a multiply and fold of 16 bytes at a time, as wyhash does, with two secrets of the process.</summary>
/// <remarks>
/// Both factors of each product hold a secret: with a known factor, whoever chooses the keys could make the product zero, and with it
/// choose their bucket. string.GetHashCode is safe too, in three times the instructions; what a lookup in a large store can overlap
/// with the next one is counted in instructions.
/// </remarks>
internal static class KeyHash
{
    private const int BlockBytes = 16;

    private static readonly ulong s_first = Secret();
    private static readonly ulong s_second = Secret();

    public static int Of(ReadOnlySpan<char> key)
    {
        ref byte bytes = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key));
        nint length = (nint)key.Length * sizeof(char);
        ulong hash = s_first ^ (ulong)length;
        nint i = 0;
        for (; i + BlockBytes <= length; i += BlockBytes)
        {
            hash = Fold(Read(ref bytes, i) ^ hash, Read(ref bytes, i + 8) ^ s_second);
        }

        // The last characters, up to seven, in two words of their own: none of them covers another.
        (ulong low, ulong high) = (0, 0);
        for (int shift = 0; i < length; i += sizeof(char), shift += 16)
        {
            ulong character = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref bytes, i));
            low |= shift < 64 ? character << shift : 0;
            high |= shift < 64 ? 0 : character << (shift - 64);
        }

        ulong mixed = Fold(low ^ hash, high ^ s_second);
        return (int)(mixed ^ (mixed >> 32));
    }

    private static ulong Secret() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte bytes, nint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
