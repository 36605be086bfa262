using System.Buffers.Binary;
using System.Numerics;

namespace RedisAi.Server.Ai;

/// <summary>SipHash-1-2 with a key of zeros: one round for each eight bytes, two at the end. For the order of <see cref="ScanOrder"/> only.</summary>
internal static class SipHash
{
    private const int BlockBytes = 8;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong v0 = 0x736F_6D65_7073_6575;
        ulong v1 = 0x646F_7261_6E64_6F6D;
        ulong v2 = 0x6C79_6765_6E65_7261;
        ulong v3 = 0x7465_6462_7974_6573;
        ulong last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= BlockBytes; bytes = bytes[BlockBytes..])
        {
            ulong block = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            v3 ^= block;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= block;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xFF;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        unchecked
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
