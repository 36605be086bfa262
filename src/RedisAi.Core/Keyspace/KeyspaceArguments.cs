using System.Text;

namespace RedisAi.Keyspace;

/// <summary>The arguments of a command without its name. They are bytes, valid until the command has been executed.</summary>
internal readonly ref struct KeyspaceArguments(ReadOnlySpan<ReadOnlyMemory<byte>> arguments)
{
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _arguments = arguments;

    public int Count => _arguments.Length;

    public ReadOnlySpan<byte> this[int place] => _arguments[place].Span;

    public string Key(int place) => LosslessText.Decode(this[place]);

    public string Text(int place) => LosslessText.Decode(this[place]);

    /// <summary>A field or a member to look for; what keeps it makes a copy.</summary>
    public ByteString Member(int place) => new(_arguments[place]);

    /// <summary>The bytes, to be kept.</summary>
    public byte[] Copy(int place) => this[place].ToArray();

    /// <summary>Whether an argument is a word, in capitals or not.</summary>
    public bool Is(int place, string word) => Ascii.EqualsIgnoreCase(this[place], word);

    public long Integer(int place) => KeyspaceNumber.TryInteger(this[place], out long value) ? value : throw KeyspaceError.NotInteger();

    /// <summary>A number that is not negative; of what is none the error says what is given here.</summary>
    public long Positive(int place, string error = "ERR value is out of range, must be positive") =>
        KeyspaceNumber.TryInteger(this[place], out long value) && value >= 0 ? value : throw new KeyspaceException(error);

    /// <summary>A number whose sign says something, and can be taken off.</summary>
    public long SignedCount(int place)
    {
        long value = Integer(place);
        return value != long.MinValue
            ? value
            : throw new KeyspaceException($"ERR value is out of range, value must between {-long.MaxValue} and {long.MaxValue}");
    }
}
