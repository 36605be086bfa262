using Microsoft.Win32.SafeHandles;

namespace RedisAi.Persistence;

/// <summary>A file as it was when it was looked at: who reads it later is told when it is another.</summary>
internal sealed class StampedFile
{
    private readonly string _path;
    private readonly DateTime _written;

    /// <exception cref="IOException">It cannot be read.</exception>
    public StampedFile(string path)
    {
        _path = path;
        using SafeFileHandle file = File.OpenHandle(path);
        ByteLength = RandomAccess.GetLength(file);
        _written = File.GetLastWriteTimeUtc(file);
    }

    public string Path => _path;

    public long ByteLength { get; }

    /// <exception cref="IOException">It cannot be read, or has changed.</exception>
    public void Read(long offset, Span<byte> piece)
    {
        // Opened for each piece, which is megabytes long: nobody has to close it then.
        using SafeFileHandle file = File.OpenHandle(_path);
        while (!piece.IsEmpty)
        {
            int length = RandomAccess.Read(file, piece, offset);
            if (length == 0)
            {
                throw Changed();
            }

            offset += length;
            piece = piece[length..];
        }

        if (RandomAccess.GetLength(file) != ByteLength || File.GetLastWriteTimeUtc(file) != _written)
        {
            throw Changed();
        }
    }

    private IOException Changed() => new($"the file '{_path}' has changed since it was loaded.");
}
