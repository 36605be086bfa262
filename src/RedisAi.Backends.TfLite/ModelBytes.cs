using System.Runtime.InteropServices;

namespace RedisAi.Backends.TfLite;

/// <summary>A copy of a model in memory that does not move, placed as the library wants weights.</summary>
internal sealed class ModelBytes
{
    /// <summary>Files place weights at multiples of 16 bytes; a cache line is 64.</summary>
    private const int Alignment = 64;

    private readonly byte[] _array;
    private readonly int _start;
    private readonly int _length;

    private ModelBytes(int length)
    {
        _array = GC.AllocateUninitializedArray<byte>(length + Alignment, pinned: true);
        _start = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0) & (Alignment - 1));
        _length = length;
    }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(_start, _length);

    /// <summary>The first byte, there as long as this object is.</summary>
    public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_array, _start);

    public int Length => _length;

    /// <exception cref="ModelLoadException">The file cannot be read, or is too large.</exception>
    public static ModelBytes Copy(ModelContent content)
    {
        if (content.Path is not { } path)
        {
            return Copy(content.Bytes.Span);
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            ModelBytes read = new(Checked(file.Length));
            file.ReadExactly(read.Writable);
            return read;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"The model file '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>A copy of a file that was changed.</summary>
    public static ModelBytes Copy(ReadOnlySpan<byte> file)
    {
        ModelBytes copy = new(Checked(file.Length));
        file.CopyTo(copy.Writable);
        return copy;
    }

    private Span<byte> Writable => _array.AsSpan(_start, _length);

    private static int Checked(long length) => length <= Array.MaxLength - Alignment
        ? (int)length
        : throw new ModelLoadException($"It has {length} bytes; a TensorFlow Lite model has {Array.MaxLength - Alignment} at most.");
}
