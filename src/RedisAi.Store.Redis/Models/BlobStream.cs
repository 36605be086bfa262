using System.Security.Cryptography;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Reads a content out of Redis, a piece at a time; the last piece is given only when the digest of all is what it was written with. Used by one thread at a time.</summary>
/// <param name="connection">The connection.</param>
/// <param name="keys">The keys.</param>
/// <param name="part">Which blob it is.</param>
/// <param name="damaged">Makes the error of a content that is damaged, of the end of a sentence.</param>
internal sealed class BlobStream(RedisConnection connection, ModelKeys keys, SharedPart part, Func<string, DurableStorageException> damaged) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> _left;
    private int _nextPiece;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => part.ByteLength;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty && _nextPiece < part.Pieces)
        {
            _left = await ReadPieceAsync(cancellationToken).ConfigureAwait(false);
        }

        int length = Math.Min(buffer.Length, _left.Length);
        _left[..length].CopyTo(buffer);
        _left = _left[length..];
        _position += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }

    private async Task<ReadOnlyMemory<byte>> ReadPieceAsync(CancellationToken cancellationToken)
    {
        int piece = _nextPiece;
        int expected = part.LengthOf(piece);
        RedisKey key = keys.PieceOf(part.Digest, piece);

        // One byte more than there should be, and never more, whatever somebody has put there.
        ReadOnlyMemory<byte> bytes = (byte[]?)await connection.TryAsync(database => database.StringGetRangeAsync(key, 0, expected), cancellationToken).ConfigureAwait(false);
        if (bytes.Length != expected)
        {
            throw damaged(bytes.Length == 0
                ? $"piece {piece + 1} of {part.Pieces} of its content '{part.Name}' is missing"
                : $"piece {piece + 1} of {part.Pieces} of its content '{part.Name}' has {(bytes.Length > expected ? "more than " : "")}{Math.Min(bytes.Length, expected)} bytes of {expected}");
        }

        _hash.AppendData(bytes.Span);
        _nextPiece++;
        if (_nextPiece == part.Pieces && Convert.ToHexStringLower(_hash.GetCurrentHash()) is var digest && digest != part.Digest)
        {
            throw damaged($"its content '{part.Name}' has the SHA-256 {digest}, and was written with {part.Digest}");
        }

        return bytes;
    }
}
