using System.Buffers.Text;
using System.Text;

namespace RedisAi.Tensors.Formats;

/// <summary>Reads the text of an .npy header: a Python dictionary of <c>descr</c>, <c>fortran_order</c> and <c>shape</c>, and nothing else.</summary>
/// <remarks>
/// In Python this is an expression to be evaluated. Here only what numpy writes is understood: strings without escapes, True and False,
/// and tuples of whole numbers. There is no recursion, so no text can nest too deeply.
/// </remarks>
internal ref struct NpyHeaderParser
{
    private readonly FormatSource _source;
    private readonly ReadOnlySpan<byte> _text;
    private int _position;
    private string? _descr;
    private bool? _fortranOrder;
    private long[]? _shape;

    private NpyHeaderParser(ReadOnlySpan<byte> text, FormatSource source)
    {
        _text = text;
        _source = source;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="text">All of it, with the padding.</param>
    /// <param name="source">What is being read.</param>
    /// <exception cref="InvalidDataException">It is anything but what numpy writes, or the array is of a kind that no tensor can hold.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> text, FormatSource source)
    {
        NpyHeaderParser parser = new(text, source);
        parser.ParseDictionary();
        return parser.Check();
    }

    private void ParseDictionary()
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
    }

    private void ParseValue(string key)
    {
        switch (key)
        {
            case "descr" when _descr is null:
                SkipSpace();
                if (_position < _text.Length && _text[_position] is (byte)'[' or (byte)'(')
                {
                    throw _source.Unreadable("its elements are records or arrays themselves, which no tensor here can hold.");
                }

                _descr = ParseString();
                break;
            case "fortran_order" when _fortranOrder is null:
                _fortranOrder = ParseTruth();
                break;
            case "shape" when _shape is null:
                _shape = ParseTuple();
                break;
            case "descr" or "fortran_order" or "shape":
                throw _source.Unreadable($"its header has '{key}' twice.");
            default:
                throw _source.Unreadable($"its header has {FormatSource.Quote(key)}, which is not part of the format.");
        }
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
        SkipSpace();
        bool there = _position < _text.Length && _text[_position] == character;
        _position += there ? 1 : 0;
        return there;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n')
        {
            _position++;
        }
    }

    private readonly InvalidDataException Unexpected(string expected) => _source.Unreadable(
        $"its header has something other than {expected} at character {_position} of {FormatSource.Quote(Encoding.Latin1.GetString(_text).TrimEnd())}.");

    private readonly NpyHeader Check()
    {
        if (_descr is null || _fortranOrder is not { } fortranOrder || _shape is null)
        {
            string missing = _descr is null ? "descr" : _shape is null ? "shape" : "fortran_order";
            throw _source.Unreadable($"its header has no '{missing}'.");
        }

        NpyElement element = NpyElement.Parse(_descr, _source);
        return new NpyHeader(element, _source.Shape("its array", _shape, element.ByteSize), fortranOrder);
    }
}
