using System.Text;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads comma-separated values field by field, as RFC 4180 has them; empty lines are passed over.</summary>
internal ref struct CsvReader(ReadOnlySpan<byte> text)
{
    private const byte Quote = (byte)'"';

    private ReadOnlySpan<byte> _left = text;
    private bool _isLineOpen;

    /// <summary>The field that was read last, without its quotes.</summary>
    public ReadOnlySpan<byte> Field { get; private set; }

    /// <summary>Whether it was in quotes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>The field as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Field);

    /// <summary>Reads the first field of the next line that has any. The line before was read to its end.</summary>
    public bool TryReadLine()
    {
        _left = _left.TrimStart("\r\n"u8);
        _isLineOpen = !_left.IsEmpty;
        return TryReadField();
    }

    /// <summary>Reads the next field of the line.</summary>
    /// <exception cref="MlflowException">A quote is not closed, or something follows it.</exception>
    public bool TryReadField()
    {
        if (!_isLineOpen)
        {
            return false;
        }

        IsQuoted = !_left.IsEmpty && _left[0] == Quote;
        if (IsQuoted)
        {
            ReadQuoted();
        }
        else
        {
            int end = _left.IndexOfAny(",\r\n"u8);
            end = end < 0 ? _left.Length : end;
            Field = _left[..end];
            _left = _left[end..];
        }

        // A comma says that a further field follows, which may be empty.
        _isLineOpen = !_left.IsEmpty && _left[0] == ',';
        if (_isLineOpen)
        {
            _left = _left[1..];
        }

        return true;
    }

    private void ReadQuoted()
    {
        _left = _left[1..];
        int end = 0;
        int escaped = 0;
        while (true)
        {
            int quote = _left[end..].IndexOf(Quote);
            if (quote < 0)
            {
                throw ScoringError.BadRequest("The body has a quote that is not closed.");
            }

            end += quote;
            if (end + 1 == _left.Length || _left[end + 1] != Quote)
            {
                break;
            }

            // Two quotes are one of the text.
            escaped++;
            end += 2;
        }

        Field = escaped == 0 ? _left[..end] : Unescape(_left[..end], escaped);
        _left = _left[(end + 1)..];
        if (!_left.IsEmpty && _left[0] is not ((byte)',' or (byte)'\r' or (byte)'\n'))
        {
            throw ScoringError.BadRequest("The body has something between a closing quote and the comma after it.");
        }
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text, int escaped)
    {
        byte[] unescaped = new byte[text.Length - escaped];
        int length = 0;
        for (int at = 0; at < text.Length; at++)
        {
            unescaped[length++] = text[at];
            at += text[at] == Quote ? 1 : 0;
        }

        return unescaped;
    }
}
