using RedisAi.Persistence;

namespace RedisAi;

/// <summary>A content that is to be written, from memory or from a file, of which no more than a piece is in memory at once.</summary>
/// <remarks>Used by one thread, within <see cref="IDurableStorage.Write"/>.</remarks>
public sealed class DurableContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly StampedFile? _file;
    private byte[] _piece = [];

    private DurableContent(string name, long byteLength, ReadOnlyMemory<byte> bytes, StampedFile? file)
    {
        Name = name;
        ByteLength = byteLength;
        _bytes = bytes;
        _file = file;
    }

    /// <summary>Gets its name, unique in its item.</summary>
    public string Name { get; }

    /// <summary>Gets how many bytes there are.</summary>
    public long ByteLength { get; }

    /// <summary>Gets a piece of the bytes.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="length">How long it is.</param>
    /// <returns>The piece; valid until the next one is asked for.</returns>
    /// <exception cref="IOException">The file cannot be read, or has changed since the model was loaded from it.</exception>
    public ReadOnlySpan<byte> Piece(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ByteLength - offset);
        if (_file is null)
        {
            return _bytes.Span.Slice((int)offset, length);
        }

        if (_piece.Length < length)
        {
            _piece = new byte[length];
        }

        _file.Read(offset, _piece.AsSpan(0, length));
        return _piece.AsSpan(0, length);
    }

    internal static DurableContent Of(string name, ReadOnlyMemory<byte> bytes) => new(name, bytes.Length, bytes, file: null);

    internal static DurableContent Of(string name, StampedFile file) => new(name, file.ByteLength, default, file);
}
