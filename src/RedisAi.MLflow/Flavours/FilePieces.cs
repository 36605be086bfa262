using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace RedisAi.MLflow.Flavours;

/// <summary>A file that is put together of pieces of others, and is read only while it is copied.</summary>
internal sealed class FilePieces
{
    private const int BufferBytes = 128 << 10;

    private readonly List<FilePiece> _pieces = [];

    public long Length { get; private set; }

    /// <summary>A file as it is.</summary>
    public static FilePieces Of(string path)
    {
        FilePieces pieces = new();
        pieces.Add(path, 0, new FileInfo(path).Length);
        return pieces;
    }

    /// <summary>Adds bytes of a file; with those before them they become one piece where they follow them.</summary>
    public void Add(string path, long offset, long length)
    {
        Length += length;
        if (_pieces is [.., { } last] && last.Path == path && last.Offset + last.Length == offset)
        {
            _pieces[^1] = last with { Length = last.Length + length };
        }
        else
        {
            _pieces.Add(new FilePiece(path, offset, length, default));
        }
    }

    public void Add(ReadOnlyMemory<byte> bytes)
    {
        Length += bytes.Length;
        _pieces.Add(new FilePiece(null, 0, bytes.Length, bytes));
    }

    public void Add(FilePieces others)
    {
        Length += others.Length;
        _pieces.AddRange(others._pieces);
    }

    /// <summary>Copies a part.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="start">Where the part starts.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">A file cannot be read, or has become shorter.</exception>
    public async Task CopyToAsync(Stream stream, long start, long length, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        (string? Path, SafeFileHandle? Handle) open = default;
        try
        {
            foreach (FilePiece piece in Cut(start, length))
            {
                if (piece.Path is null)
                {
                    await stream.WriteAsync(piece.Bytes, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                // Weights mostly come one after the other from one file.
                if (piece.Path != open.Path)
                {
                    open.Handle?.Dispose();
                    open = (piece.Path, File.OpenHandle(piece.Path, options: FileOptions.Asynchronous));
                }

                await CopyAsync(open.Handle!, piece, stream, buffer, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            open.Handle?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task CopyAsync(SafeFileHandle file, FilePiece piece, Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        for (long done = 0; done < piece.Length;)
        {
            int want = (int)Math.Min(buffer.Length, piece.Length - done);
            int read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, want), piece.Offset + done, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException($"The file '{piece.Path}' has become shorter while it was read");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            done += read;
        }
    }

    /// <summary>The pieces of a part.</summary>
    private IEnumerable<FilePiece> Cut(long start, long length)
    {
        long end = start + length;
        long at = 0;
        foreach (FilePiece piece in _pieces)
        {
            long from = Math.Max(start, at) - at;
            long to = Math.Min(end, at + piece.Length) - at;
            if (from < to)
            {
                yield return piece with
                {
                    Offset = piece.Offset + from,
                    Length = to - from,
                    Bytes = piece.Path is null ? piece.Bytes[(int)from..(int)to] : default,
                };
            }

            at += piece.Length;
        }
    }
}
