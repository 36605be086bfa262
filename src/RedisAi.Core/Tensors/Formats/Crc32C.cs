using System.Numerics;
using System.Runtime.InteropServices;

namespace RedisAi.Tensors.Formats;

/// <summary>The CRC-32C (Castagnoli) of bytes that come in pieces.</summary>
/// <remarks>
/// A mutable struct: keep it in one field. Processors have an instruction for it, which makes it several times as fast as SHA-256; it
/// notices every change of up to 32 consecutive bits and misses one in 2^32 of others. It is no protection against intent.
/// </remarks>
internal struct Crc32C()
{
    private uint _state = uint.MaxValue;

    /// <summary>The checksum of all bytes so far.</summary>
    public readonly uint Value => ~_state;

    /// <summary>Adds bytes. How they are cut into pieces makes no difference.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = _state;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            state = BitOperations.Crc32C(state, word);
        }

        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
        {
            state = BitOperations.Crc32C(state, rest);
        }

        _state = state;
    }
}
