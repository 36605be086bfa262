using System.Text;
using RedisAi.Dags.Text;
using RedisAi.Keyspace;
using RedisAi.Tensors;

namespace RedisAi.Server.Commands;

/// <summary>The tokens of one command, its name first. They are bytes; most are text. Valid until the command has been answered.</summary>
internal sealed class CommandArguments : ICommandTokens
{
    private readonly List<ReadOnlyMemory<byte>> _tokens = [];
    private readonly List<TensorValue> _blobs = [];

    public int Count => _tokens.Count;

    /// <summary>The name as the client has typed it.</summary>
    public string Name => Text(0);

    public ReadOnlySpan<byte> Bytes(int place) => _tokens[place].Span;

    public ReadOnlyMemory<byte> Memory(int place) => _tokens[place];

    public string Text(int place) => LosslessText.Decode(Bytes(place));

    /// <summary>Whether a token is a word, in capitals or not.</summary>
    public bool Is(int place, string word) => place < Count && Ascii.EqualsIgnoreCase(Bytes(place), word);

    public bool TryInteger(int place, out long value) => CommandToken.TryInteger(Bytes(place), out value);

    /// <summary>All tokens, or those from one on; for what keeps them, since the bytes are not valid for long.</summary>
    public ReadOnlyMemory<byte>[] ToArray(int from = 0) => [.. _tokens.Skip(from).Select(static token => (ReadOnlyMemory<byte>)token.ToArray())];

    /// <summary>Gives away the tensor memory that a large token was received into, if it was, so that it needs no copy: one axis of bytes.</summary>
    public bool TryTakeBlob(int place, out TensorValue blob)
    {
        blob = _blobs[place];
        _blobs[place] = default;
        return !blob.IsEmpty;
    }

    /// <summary>Adds a token; its bytes must stay as they are until <see cref="Clear"/>.</summary>
    public void Add(ReadOnlyMemory<byte> token, TensorValue blob = default)
    {
        _tokens.Add(token);
        _blobs.Add(blob);
    }

    public void Clear()
    {
        foreach (TensorValue blob in _blobs)
        {
            if (!blob.IsEmpty)
            {
                blob.Release();
            }
        }

        _tokens.Clear();
        _blobs.Clear();
    }
}
