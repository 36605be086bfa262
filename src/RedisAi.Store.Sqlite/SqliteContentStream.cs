namespace RedisAi.Store.Sqlite;

/// <summary>Reads a content, one piece of it in memory at a time. Each piece is a statement of its own: no transaction is held open for as long as a model takes to load.</summary>
/// <param name="storage">Whose it is.</param>
/// <param name="content">The number of the content.</param>
/// <param name="length">How many bytes it has.</param>
internal sealed class SqliteContentStream(SqliteStorage storage, long content, long length) : Stream
{
    private byte[] _piece = [];
    private int _used;
    private long _position;
    private long _number;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position == length || buffer.IsEmpty)
        {
            return 0;
        }

        if (_used == _piece.Length)
        {
            _piece = storage.ReadPiece(content, _number++);
            _used = 0;
            if (_piece.Length == 0 || _piece.Length > length - _position)
            {
                throw storage.Lacks("a content in it has other bytes than it is said to have");
            }
        }

        int read = Math.Min(buffer.Length, _piece.Length - _used);
        _piece.AsSpan(_used, read).CopyTo(buffer);
        _used += read;
        _position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
