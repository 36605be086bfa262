namespace RedisAi.Importers.LightGBM;

/// <summary>The lines of a text, one at a time, in a buffer that is as long as the longest line.</summary>
/// <remarks>It is not of a pool: that would keep what the longest line needed, and all that it grew out of, when the model is read.</remarks>
internal sealed class LightGbmLines(Stream text)
{
    /// <summary>The longest line that is taken. The leaves of the largest tree that LightGBM makes need 4 MB.</summary>
    public const int MaxLength = MaxBuffer - 1;

    /// <summary>The longest line and its end.</summary>
    private const int MaxBuffer = 64 << 20;

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(128 * 1024);
    private int _start;
    private int _next;
    private int _end;
    private bool _isEnded;
    private bool _isAgain;

    /// <summary>Gets the number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Reads a line, without its end.</summary>
    /// <param name="line">The line; valid until the next call.</param>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="ModelLoadException">The line is too long.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        if (!_isAgain)
        {
            _start = _next;
            Number++;
        }

        _isAgain = false;
        int scanned = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (length >= 0 || _isEnded)
            {
                line = Take(length >= 0 ? scanned + length : _end - _start);
                return length >= 0 || !line.IsEmpty;
            }

            scanned = _end - _start;
            Fill();
        }
    }

    /// <summary>Has the next call read the same line again.</summary>
    public void Back() => _isAgain = true;

    private ReadOnlySpan<byte> Take(int length)
    {
        _next = Math.Min(_start + length + 1, _end);
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void Fill()
    {
        int length = _end - _start;
        if (length > MaxLength)
        {
            throw new ModelLoadException($"Line {Number} of the LightGBM model is longer than {MaxLength} bytes.");
        }

        // A line that fills half of the buffer gets one twice as long, as far as may be; any other moves to its start.
        byte[] target = length > _buffer.Length / 2 && _buffer.Length < MaxBuffer ? GC.AllocateUninitializedArray<byte>(Math.Min(_buffer.Length * 2, MaxBuffer)) : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        (_buffer, _start) = (target, 0);
        int count = text.Read(_buffer, length, _buffer.Length - length);
        _end = length + count;
        _isEnded = count == 0;
    }
}
