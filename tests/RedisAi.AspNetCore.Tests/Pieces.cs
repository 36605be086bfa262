using System.Buffers;

namespace RedisAi.AspNetCore.Tests;

/// <summary>Bytes in several pieces, as a network brings them.</summary>
internal static class Pieces
{
    /// <summary>Cuts bytes into pieces of at most a length, with empty ones between them.</summary>
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> bytes, int length)
    {
        if (bytes.Length <= length)
        {
            return new ReadOnlySequence<byte>(bytes);
        }

        Piece first = new(bytes[..length], 0);
        Piece last = first;
        for (int at = length; at < bytes.Length; at += length)
        {
            last = last.Append(ReadOnlyMemory<byte>.Empty).Append(bytes.Slice(at, Math.Min(length, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            Piece next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
