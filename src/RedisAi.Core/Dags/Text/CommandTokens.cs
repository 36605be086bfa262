using System.Globalization;
using RedisAi.Tensors;

namespace RedisAi.Dags.Text;

/// <summary>The tokens of a command, or of a part of it, kept.</summary>
internal sealed class CommandTokens(ReadOnlyMemory<byte>[] tokens) : ICommandTokens
{
    public int Count => tokens.Length;

    public ReadOnlySpan<byte> Bytes(int place) => tokens[place].Span;

    public bool TryTakeBlob(int place, out TensorValue blob)
    {
        blob = default;
        return false;
    }

    /// <summary>Texts, as far as they are there.</summary>
    public string[] Texts(int from, int to) => [.. Enumerable.Range(from, to - from).Select(place => this.Text(place))];

    public CommandTokens Part(int from, int to) => new(tokens[from..to]);

    /// <summary>The place of a token from one on; <see cref="Count"/> when there is none.</summary>
    public int Find(string word, int from)
    {
        int place = from;
        while (place < Count && !this.Is(place, word))
        {
            place++;
        }

        return place;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', Texts(0, Count))}");
}
