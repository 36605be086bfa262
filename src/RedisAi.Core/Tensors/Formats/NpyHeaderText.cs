using System.Buffers.Text;
using System.Text;

namespace RedisAi.Tensors.Formats;

/// <summary>Reads the text of an .npy header: a Python dictionary of <c>descr</c>, <c>fortran_order</c> and <c>shape</c>, and nothing else.</summary>
/// <remarks>
/// In Python this is an expression to be evaluated. Here only what numpy writes is understood: strings without escapes, True and False, tuples of whole numbers,
/// and for records a list of fields whose types are strings. There is no recursion, so no text can nest too deeply. Who reads arrays, and so which elements, is another matter.
/// </remarks>
internal ref struct NpyHeaderText
{
    private readonly ReadOnlySpan<byte> _text;
    private int _position;
    private string? _descr;
    private List<NpyHeaderField>? _fields;
    private bool? _fortranOrder;
    private long[]? _shape;

    /// <param name="text">All of it, with the padding.</param>
    public NpyHeaderText(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is anything but what numpy writes; the message ends a sentence, without its full stop.</exception>
    public NpyHeaderFacts Read()
    {
        Expect('{');
        while (!TryTake('}'))
        {
            string key = ParseString();
            Expect(':');
            ParseValue(key);
            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_position < _text.Length)
        {
            throw Unexpected("the end");
        }

        bool hasType = _descr is not null || _fields is not null;
        return hasType && _fortranOrder is { } fortranOrder && _shape is not null
            ? new NpyHeaderFacts(_descr, _fields ?? [], fortranOrder, _shape)
            : throw new FormatException($"its header has no '{(!hasType ? "descr" : _shape is null ? "shape" : "fortran_order")}'");
    }

    private void ParseValue(string key)
    {
        switch (key)
        {
            case "descr" when _descr is null && _fields is null:
                if (TryTake('['))
                {
                    _fields = ParseFields();
                }
                else
                {
                    _descr = ParseString();
                }

                break;
            case "fortran_order" when _fortranOrder is null:
                _fortranOrder = ParseTruth();
                break;
            case "shape" when _shape is null:
                _shape = ParseTuple();
                break;
            case "descr" or "fortran_order" or "shape":
                throw new FormatException($"its header has '{key}' twice");
            default:
                throw new FormatException($"its header has {FormatSource.Quote(key)}, which is not part of the format");
        }
    }

    private List<NpyHeaderField> ParseFields()
    {
        List<NpyHeaderField> fields = [];
        while (!TryTake(']'))
        {
            Expect('(');
            string name = ParseString();
            Expect(',');
            string type = ParseString();
            long[] shape = TryTake(',') && !IsAt(')') ? ParseTuple() : [];
            Expect(')');
            fields.Add(new NpyHeaderField(name, type, shape));
            if (!TryTake(','))
            {
                Expect(']');
                break;
            }
        }

        return fields;
    }

    private string ParseString()
    {
        SkipSpace();
        int quote = _position < _text.Length ? _text[_position] : 0;
        if (quote is not ('\'' or '"'))
        {
            throw Unexpected("a string");
        }

        ReadOnlySpan<byte> rest = _text[(_position + 1)..];
        int length = rest.IndexOf((byte)quote);
        if (length < 0 || rest[..length].ContainsAnyExceptInRange((byte)' ', (byte)'~') || rest[..length].Contains((byte)'\\'))
        {
            throw Unexpected("a string of plain characters");
        }

        _position += length + 2;
        return Encoding.ASCII.GetString(rest[..length]);
    }

    private bool ParseTruth()
    {
        SkipSpace();
        ReadOnlySpan<byte> rest = _text[_position..];
        if (rest.StartsWith("True"u8))
        {
            _position += 4;
            return true;
        }

        if (rest.StartsWith("False"u8))
        {
            _position += 5;
            return false;
        }

        throw Unexpected("True or False");
    }

    private long[] ParseTuple()
    {
        List<long> numbers = [];
        Expect('(');
        while (!TryTake(')'))
        {
            numbers.Add(ParseNumber());
            if (!TryTake(','))
            {
                Expect(')');

                // To Python, (2) is a number and only (2,) a tuple.
                return numbers.Count > 1 ? [.. numbers] : throw Unexpected("a comma in a shape of one axis");
            }
        }

        return [.. numbers];
    }

    private long ParseNumber()
    {
        SkipSpace();
        ReadOnlySpan<byte> rest = _text[_position..];
        bool parsed = Utf8Parser.TryParse(rest, out long number, out int length);
        if (!parsed || rest[0] is (byte)'-' or (byte)'+')
        {
            throw Unexpected("a length from 0 to 2^63 - 1");
        }

        _position += length;
        return number;
    }

    private void Expect(char character)
    {
        if (!TryTake(character))
        {
            throw Unexpected($"'{character}'");
        }
    }

    private bool TryTake(char character)
    {
        bool there = IsAt(character);
        _position += there ? 1 : 0;
        return there;
    }

    private bool IsAt(char character)
    {
        SkipSpace();
        return _position < _text.Length && _text[_position] == character;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n')
        {
            _position++;
        }
    }

    private readonly FormatException Unexpected(string expected) => new(
        $"its header has something other than {expected} at character {_position} of {FormatSource.Quote(Encoding.Latin1.GetString(_text).TrimEnd())}");
}
