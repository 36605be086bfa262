using RedisAi.Tensors.Memory;

namespace RedisAi.Tensors.Formats;

/// <summary>Reads as many bytes as a header claims, without believing it.</summary>
internal static class GrowingBuffer
{
    /// <summary>What is allocated on a claim alone.</summary>
    private const long FirstBytes = TensorBytes.ChunkBytes;

    /// <summary>Reads from a stream into memory for a tensor.</summary>
    /// <param name="stream">At the first byte. If it can seek, it is asked whether there are so many bytes; if not, memory doubles as they come.</param>
    /// <param name="byteLength">How many are claimed.</param>
    /// <param name="source">What is being read.</param>
    /// <param name="cancellationToken">Looked at before each piece.</param>
    /// <returns>A buffer with one reference, the caller's.</returns>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public static TensorBuffer Read(Stream stream, long byteLength, FormatSource source, CancellationToken cancellationToken)
    {
        long capacity = Math.Min(byteLength, FirstBytes);
        if (stream.CanSeek)
        {
            long available = Math.Max(0, stream.Length - stream.Position);
            capacity = available >= byteLength ? byteLength : throw TooShort(source, byteLength, available);
        }

        TensorBuffer buffer = TensorMemory.Shared.Allocate((nint)capacity);
        try
        {
            long filled = 0;
            while (filled < byteLength)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (filled == capacity)
                {
                    capacity = Math.Min(byteLength, capacity * 2);
                    buffer = Enlarge(buffer, filled, capacity);
                }

                int read = stream.Read(TensorBytes.Chunk(buffer.Pointer, filled, capacity));
                filled += read > 0 ? read : throw TooShort(source, byteLength, filled);
            }

            return buffer;
        }
        catch
        {
            buffer.Release();
            throw;
        }
    }

    private static TensorBuffer Enlarge(TensorBuffer buffer, long filled, long capacity)
    {
        TensorBuffer larger = TensorMemory.Shared.Allocate((nint)capacity);
        Address.Copy(buffer.Pointer, larger.Pointer, (nint)filled);
        buffer.Release();
        return larger;
    }

    private static InvalidDataException TooShort(FormatSource source, long expected, long actual) =>
        source.Unreadable($"its elements take {expected} bytes; there are {actual}.");
}
