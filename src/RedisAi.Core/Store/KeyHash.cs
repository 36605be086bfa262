using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RedisAi.Store;

/// <summary>Hashes keys: a multiply and fold of 16 bytes at a time, as wyhash does, with a secret of the process.</summary>
/// <remarks>
/// The secret keeps whoever chooses the keys from choosing their buckets. string.GetHashCode does so too, in three times the
/// instructions; what a lookup in a large store can overlap with the next one is counted in instructions.
/// </remarks>
internal static class KeyHash
{
    private static readonly ulong s_secret = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public static int Of(ReadOnlySpan<char> key)
    {
        ref byte bytes = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key));
        nint length = (nint)key.Length * sizeof(char);
        ulong hash = s_secret ^ (ulong)length;
        nint i = 0;
        for (; i + 16 <= length; i += 16)
        {
            hash = Fold(Read(ref bytes, i) ^ hash, Read(ref bytes, i + 8) ^ 0xA076_1D64_78BD_642F);
        }

        ulong tail = 0;
        for (; i < length; i += sizeof(char))
        {
            tail = (tail << 16 | tail >> 48) ^ Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref bytes, i));
            hash += tail * 0x9E37_79B9_7F4A_7C15;
        }

        ulong mixed = Fold(hash ^ 0xE703_7ED1_A0B4_28DB, s_secret ^ 0x8EBC_6AF0_9C88_C6E3);
        return (int)(mixed ^ (mixed >> 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte bytes, nint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
