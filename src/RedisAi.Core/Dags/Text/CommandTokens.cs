using System.Globalization;
using System.Text;
using RedisAi.Keyspace;

namespace RedisAi.Dags.Text;

/// <summary>The tokens of a command, or of a part of it. They are bytes; most are text.</summary>
internal sealed class CommandTokens(ReadOnlyMemory<byte>[] tokens)
{
    public int Count => tokens.Length;

    public ReadOnlyMemory<byte> Bytes(int place) => tokens[place];

    public string Text(int place) => Encoding.UTF8.GetString(tokens[place].Span);

    /// <summary>Whether a token is a word, in capitals or not.</summary>
    public bool Is(int place, string word) => Ascii.EqualsIgnoreCase(tokens[place].Span, word);

    public bool TryInteger(int place, out long value) => KeyspaceNumber.TryInteger(Text(place), out value);

    /// <summary>Texts, as far as they are there.</summary>
    public string[] Texts(int from, int to) => [.. Enumerable.Range(from, to - from).Select(Text)];

    public CommandTokens Part(int from, int to) => new(tokens[from..to]);

    /// <summary>The place of a token from one on; <see cref="Count"/> when there is none.</summary>
    public int Find(string word, int from)
    {
        int place = from;
        while (place < Count && !Is(place, word))
        {
            place++;
        }

        return place;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', Texts(0, Count))}");
}
