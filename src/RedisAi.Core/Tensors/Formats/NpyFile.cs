using RedisAi.Tensors;
using RedisAi.Tensors.Formats;

namespace RedisAi;

/// <summary>Reads and writes tensors in numpy's .npy format.</summary>
/// <remarks>
/// <para>Versions 1.0, 2.0 and 3.0 are read, of either byte order; arrays in Fortran's order are rearranged. Arrays of text
/// (<c>&lt;U</c>) become string tensors. Objects, records, complex numbers, byte strings and dates are refused, and so is whatever is
/// not exactly what numpy writes: nothing in a file is evaluated, and no memory is taken on its word.</para>
/// <para>What is written is of version 1.0, little-endian and row-major. numpy has no bfloat16, so such a tensor is refused. Each string
/// takes as much room as the longest.</para>
/// </remarks>
public static class NpyFile
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Reads one array from a stream and leaves it after the last element, where another may follow.</summary>
    /// <param name="stream">At the start of the array; stays open.</param>
    /// <returns>A new tensor, the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">There is no .npy array, it is cut off, or it is of a kind that no tensor can hold.</exception>
    /// <exception cref="IOException">The stream could not be read.</exception>
    public static AiTensor Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new AiTensor(NpyReader.Read(stream, FormatSource.Stream, CancellationToken.None));
    }

    /// <summary>Writes a tensor to a stream.</summary>
    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="tensor">The tensor; stays the caller's.</param>
    /// <exception cref="NotSupportedException">The tensor is of <see cref="TensorDataType.BFloat16"/>.</exception>
    /// <exception cref="ArgumentException">A string ends in a zero or has half of a surrogate pair; numpy would give it back changed.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write(Stream stream, AiTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensor);
        Borrow(tensor, writer => writer.Write(stream, CancellationToken.None));
    }

    /// <summary>Reads the array of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A new tensor, the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">It is no .npy file, is cut off or too long, or its array is of a kind that no tensor can hold.</exception>
    /// <exception cref="IOException">The file is not there or could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static AiTensor Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load(path, CancellationToken.None);
    }

    /// <summary>Writes a tensor to a file, in place of one that is there: a crash or failure leaves the old file or the new, never a part.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">The tensor; stays the caller's.</param>
    /// <exception cref="NotSupportedException">The tensor is of <see cref="TensorDataType.BFloat16"/>.</exception>
    /// <exception cref="ArgumentException">A string ends in a zero or has half of a surrogate pair; numpy would give it back changed.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Save(string path, AiTensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensor);
        Save(path, tensor, CancellationToken.None);
    }

    /// <summary>Reads the array of a file on a thread of the pool; otherwise as <see cref="Load(string)"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>A new tensor, the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">It is no .npy file, is cut off or too long, or its array is of a kind that no tensor can hold.</exception>
    public static Task<AiTensor> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Load(path, cancellationToken), cancellationToken);
    }

    /// <summary>Writes a tensor to a file on a thread of the pool; otherwise as <see cref="Save(string, AiTensor)"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">The tensor; stays the caller's.</param>
    /// <param name="cancellationToken">Ends the write and leaves the old file alone.</param>
    /// <exception cref="NotSupportedException">The tensor is of <see cref="TensorDataType.BFloat16"/>.</exception>
    public static Task SaveAsync(string path, AiTensor tensor, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensor);
        return Task.Run(() => Save(path, tensor, cancellationToken), cancellationToken);
    }

    private static AiTensor Load(string path, CancellationToken cancellationToken)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);
        FormatSource source = FormatSource.File(path);
        AiTensor tensor = new(NpyReader.Read(stream, source, cancellationToken));
        if (stream.ReadByte() >= 0)
        {
            tensor.Dispose();
            throw source.Unreadable($"something follows the {tensor} that it holds.");
        }

        return tensor;
    }

    private static void Save(string path, AiTensor tensor, CancellationToken cancellationToken) => Borrow(tensor, writer =>
        ReplacedFile.Write(path, writer.ByteLength, stream => writer.Write(stream, cancellationToken)));

    /// <summary>Holds a reference on the tensor while it is written, so that no disposal on another thread can take its memory away.</summary>
    private static void Borrow(AiTensor tensor, Action<NpyWriter> write)
    {
        TensorValue value = tensor.Lease();
        try
        {
            write(new NpyWriter(value));
        }
        finally
        {
            value.Release();
        }
    }
}
