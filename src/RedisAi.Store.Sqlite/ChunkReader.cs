namespace RedisAi.Store.Sqlite;

/// <summary>Reads rows of bytes as though they were one.</summary>
/// <param name="rows">The rows; the bytes are in the first column.</param>
internal sealed class ChunkReader(Statement rows)
{
    private bool _isInRow;
    private int _used;

    /// <summary>Fills a piece with what comes next.</summary>
    /// <exception cref="InvalidDataException">There is not so much.</exception>
    public void Read(Span<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            ReadOnlySpan<byte> left = Left();
            int length = Math.Min(left.Length, piece.Length);
            left[..length].CopyTo(piece);
            piece = piece[length..];
            _used += length;
        }
    }

    private ReadOnlySpan<byte> Left()
    {
        while (!_isInRow || _used == rows.Bytes(0).Length)
        {
            _isInRow = rows.Step();
            _used = 0;
            if (!_isInRow)
            {
                throw new InvalidDataException("a tensor in it lacks some of its chunks.");
            }
        }

        return rows.Bytes(0)[_used..];
    }
}
