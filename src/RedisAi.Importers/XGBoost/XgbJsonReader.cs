using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.XGBoost;

/// <summary>Reads JSON as XGBoost writes it, which has <c>NaN</c> and <c>Infinity</c> where the standard has none.</summary>
internal sealed class XgbJsonReader(ByteInput input) : XgbReader(input)
{
    private const int MaxNumberLength = 64;

    private static readonly SearchValues<byte> s_structure = SearchValues.Create("[]{}\""u8);

    public override void BeginObject()
    {
        Expect('{', "an object");
        Enter();
    }

    public override bool TryKey(out string key)
    {
        key = "";
        if (!TryMember('}'))
        {
            return false;
        }

        key = Quoted();
        Expect(':', "a colon");
        return true;
    }

    public override void BeginArray()
    {
        Expect('[', "an array");
        Enter();
    }

    public override bool TryItem() => TryMember(']');

    public override string Text()
    {
        if (Blank() == '"')
        {
            return Quoted();
        }

        Span<byte> text = stackalloc byte[MaxNumberLength];
        return Encoding.ASCII.GetString(text[..Word(text)]);
    }

    public override int Integers(ref int[] values)
    {
        Span<byte> text = stackalloc byte[MaxNumberLength];
        int count = 0;
        BeginArray();
        for (; TryItem(); count++)
        {
            ReadOnlySpan<byte> word = text[..Word(text)];
            if (!Utf8Parser.TryParse(word, out int value, out int used) || used != word.Length)
            {
                value = word.SequenceEqual("true"u8) ? 1 : word.SequenceEqual("false"u8) ? 0 : throw Wrong($"'{Encoding.ASCII.GetString(word)}' stands where an integer is expected");
            }

            Put(ref values, count, value);
        }

        return count;
    }

    public override int Singles(ref float[] values)
    {
        Span<byte> text = stackalloc byte[MaxNumberLength];
        int count = 0;
        BeginArray();
        for (; TryItem(); count++)
        {
            ReadOnlySpan<byte> word = text[..Word(text)];
            Put(ref values, count, Single(word));
        }

        return count;
    }

    public override void Skip()
    {
        switch (Blank())
        {
            case '"':
                SkipText();
                break;
            case '{' or '[':
                SkipNested();
                break;
            default:
                Span<byte> text = stackalloc byte[MaxNumberLength];
                Word(text);
                break;
        }
    }

    private static void Put<T>(ref T[] values, int at, T value)
    {
        // The text that is read is at least twice as long as there are values, so that this is in proportion.
        if (at == values.Length)
        {
            Array.Resize(ref values, Math.Max(16, 2 * at));
        }

        values[at] = value;
    }

    private float Single(ReadOnlySpan<byte> word) =>
        float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value
            : word.SequenceEqual("Infinity"u8) || word.SequenceEqual("inf"u8) ? float.PositiveInfinity
            : word.SequenceEqual("-Infinity"u8) || word.SequenceEqual("-inf"u8) ? float.NegativeInfinity
            : word.SequenceEqual("NaN"u8) || word.SequenceEqual("nan"u8) ? float.NaN
            : throw Wrong($"'{Encoding.ASCII.GetString(word)}' stands where a number is expected");

    /// <summary>Goes past a comma to the next member, or past the end.</summary>
    private bool TryMember(char end)
    {
        int next = Blank();
        if (next == end)
        {
            Input.Next();
            Leave();
            return false;
        }

        if (next == ',')
        {
            Input.Next();
            Blank();
        }

        return true;
    }

    /// <summary>Passes blanks over, and gives what follows.</summary>
    private int Blank()
    {
        int next = Input.Peek();
        while (next is ' ' or '\n' or '\r' or '\t')
        {
            Input.Next();
            next = Input.Peek();
        }

        return next;
    }

    /// <summary>Takes a number, or a word such as <c>true</c>.</summary>
    private int Word(Span<byte> text)
    {
        int next = Blank();
        int length = 0;
        for (; next is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-' or '+' or '.'; next = Input.Peek())
        {
            if (length == text.Length)
            {
                throw Wrong("A number has too many digits");
            }

            text[length++] = Input.Next();
        }

        return length > 0 ? length : throw Wrong(next < 0 ? "The file ends where a value is expected" : $"'{(char)next}' stands where a value is expected");
    }

    private string Quoted()
    {
        Expect('"', "a text");
        List<byte> text = [(byte)'"'];
        byte next;
        do
        {
            text.Add(next = Input.Next());
            if (next == '\\')
            {
                text.Add(Input.Next());
            }

            if (text.Count > MaxTextLength)
            {
                throw Wrong($"A text is longer than {MaxTextLength} bytes");
            }
        }
        while (next != '"');

        return Unescape([.. text]);
    }

    private string Unescape(byte[] quoted)
    {
        if (!quoted.AsSpan().Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(quoted, 1, quoted.Length - 2);
        }

        try
        {
            Utf8JsonReader reader = new(quoted);
            reader.Read();
            return reader.GetString() ?? "";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Wrong("A text has an escape that is none");
        }
    }

    private void SkipText()
    {
        Input.Next();
        for (byte next = Input.Next(); next != '"'; next = Input.Next())
        {
            if (next == '\\')
            {
                Input.Next();
            }
        }
    }

    private void SkipNested()
    {
        int open = 0;
        do
        {
            ReadOnlySpan<byte> window = Input.Window;
            int at = window.IndexOfAny(s_structure);
            if (at < 0)
            {
                if (window.IsEmpty)
                {
                    throw Wrong("The file ends within a value");
                }

                Input.Advance(window.Length);
                continue;
            }

            Input.Advance(at);
            if (window[at] == '"')
            {
                SkipText();
                continue;
            }

            Input.Advance(1);
            open += window[at] is (byte)'[' or (byte)'{' ? 1 : -1;
        }
        while (open > 0);
    }

    private void Expect(char mark, string what)
    {
        int next = Blank();
        if (next != mark)
        {
            throw Wrong(next < 0 ? $"The file ends where {what} is expected" : $"'{(char)next}' stands where {what} is expected");
        }

        Input.Next();
    }
}
