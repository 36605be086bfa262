using System.Globalization;

namespace RedisAi.Importers.Reading;

/// <summary>Reads the text of an .npy header: a Python dictionary of <c>descr</c>, <c>fortran_order</c> and <c>shape</c>, where <c>descr</c> may be a list of fields.</summary>
/// <remarks>Only what numpy writes is understood. Records within records are not, so that nothing nests.</remarks>
internal ref struct NpyHeaderText(ReadOnlySpan<char> text)
{
    private const int MaxAxes = 32;
    private const int MaxFields = 1_024;

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="FormatException">It is anything but what numpy writes.</exception>
    public (NpyType Type, bool FortranOrder, long[] Shape) Read()
    {
        NpyType? type = null;
        bool? fortran = null;
        long[]? shape = null;
        Expect('{');
        while (!Take('}'))
        {
            string key = ReadText();
            Expect(':');
            switch (key)
            {
                case "descr" when type is null:
                    type = Take('[') ? ReadRecord() : ReadType();
                    break;
                case "fortran_order" when fortran is null:
                    fortran = ReadTruth();
                    break;
                case "shape" when shape is null:
                    shape = ReadTuple();
                    break;
                default:
                    throw new FormatException($"its header has '{key}', which is not part of the format or comes twice");
            }

            Take(',');
        }

        return type is null || fortran is null || shape is null
            ? throw new FormatException("its header lacks descr, fortran_order or shape")
            : (type, fortran.Value, shape);
    }

    private NpyType ReadRecord()
    {
        List<NpyField> fields = [];
        int offset = 0;
        while (!Take(']'))
        {
            Expect('(');
            string name = ReadText();
            Expect(',');
            NpyType type = ReadType();
            long count = 1;
            if (Take(',') && !Peek(')'))
            {
                foreach (long length in ReadTuple())
                {
                    count = length is >= 0 and <= NpyType.MaxSize ? count * length : NpyType.MaxSize;
                    count = Math.Min(count, NpyType.MaxSize);
                }
            }

            Expect(')');
            Take(',');
            fields.Add(new NpyField(name, type, offset, (int)count));
            long end = offset + (count * type.Size);
            if (end > NpyType.MaxSize || fields.Count > MaxFields)
            {
                throw new FormatException($"its records have more than {MaxFields} fields or {NpyType.MaxSize} bytes");
            }

            offset = (int)end;
        }

        return new NpyType('V', offset, BigEndian: false, fields);
    }

    private NpyType ReadType()
    {
        string spelling = ReadText();
        return NpyType.TryParse(spelling) ?? throw new FormatException($"its elements are of the type '{spelling}', which is not read");
    }

    private long[] ReadTuple()
    {
        List<long> lengths = [];
        Expect('(');
        while (!Take(')'))
        {
            SkipSpace();
            int start = _position;
            while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
            {
                _position++;
            }

            if (!long.TryParse(_text[start.._position], NumberStyles.None, CultureInfo.InvariantCulture, out long length) || lengths.Count == MaxAxes)
            {
                throw new FormatException($"its shape is none, or has more than {MaxAxes} axes");
            }

            lengths.Add(length);
            Take(',');
        }

        return [.. lengths];
    }

    private bool ReadTruth()
    {
        SkipSpace();
        bool value = _text[_position..].StartsWith("True", StringComparison.Ordinal);
        if (!value && !_text[_position..].StartsWith("False", StringComparison.Ordinal))
        {
            throw new FormatException("its header has something else where True or False should be");
        }

        _position += value ? 4 : 5;
        return value;
    }

    private string ReadText()
    {
        SkipSpace();
        char quote = _position < _text.Length ? _text[_position] : ' ';
        int length = quote is '\'' or '"' ? _text[(_position + 1)..].IndexOf(quote) : -1;
        if (length < 0)
        {
            throw new FormatException("its header has something else where a string should be");
        }

        string value = _text.Slice(_position + 1, length).ToString();
        _position += length + 2;
        return value;
    }

    private void Expect(char character)
    {
        if (!Take(character))
        {
            throw new FormatException($"its header lacks '{character}' at {_position}");
        }
    }

    private bool Take(char character)
    {
        bool there = Peek(character);
        _position += there ? 1 : 0;
        return there;
    }

    private bool Peek(char character)
    {
        SkipSpace();
        return _position < _text.Length && _text[_position] == character;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n')
        {
            _position++;
        }
    }
}
