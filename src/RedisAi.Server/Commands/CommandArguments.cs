using System.Runtime.InteropServices;
using System.Text;
using RedisAi.Dags.Text;
using RedisAi.Keyspace;
using RedisAi.Tensors;

namespace RedisAi.Server.Commands;

/// <summary>The tokens of one command, its name first. They are bytes; most are text. Valid until the command has been answered.</summary>
internal sealed class CommandArguments : ICommandTokens
{
    /// <summary>What a list may keep for the next command.</summary>
    public const int UsualCount = 1024;

    private readonly List<ReadOnlyMemory<byte>> _tokens = [];

    /// <summary>The tokens that lie in memory of tensors, in their order: few commands have any.</summary>
    private readonly List<(int Place, TensorValue Blob)> _blobs = [];

    public int Count => _tokens.Count;

    /// <summary>The name as the client has typed it.</summary>
    public string Name => Text(0);

    /// <summary>All tokens.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Tokens => CollectionsMarshal.AsSpan(_tokens);

    public ReadOnlySpan<byte> Bytes(int place) => _tokens[place].Span;

    public ReadOnlyMemory<byte> Memory(int place) => _tokens[place];

    public string Text(int place) => LosslessText.Decode(Bytes(place));

    /// <summary>Whether a token is a word, in capitals or not.</summary>
    public bool Is(int place, string word) => place < Count && Ascii.EqualsIgnoreCase(Bytes(place), word);

    public bool TryInteger(int place, out long value) => KeyspaceNumber.TryInteger(Bytes(place), out value);

    /// <summary>All tokens, or those from one on; for what keeps them, since the bytes are not valid for long.</summary>
    public ReadOnlyMemory<byte>[] ToArray(int from = 0) => [.. _tokens.Skip(from).Select(static token => (ReadOnlyMemory<byte>)token.ToArray())];

    /// <summary>Gives away the tensor memory that a large token was received into, if it was, so that it needs no copy: one axis of bytes.</summary>
    public bool TryTakeBlob(int place, out TensorValue blob)
    {
        for (int i = 0; i < _blobs.Count; i++)
        {
            if (_blobs[i].Place == place)
            {
                blob = _blobs[i].Blob;
                _blobs.RemoveAt(i);
                return true;
            }
        }

        blob = default;
        return false;
    }

    /// <summary>Adds a token; its bytes must stay as they are until <see cref="Clear"/>.</summary>
    public void Add(ReadOnlyMemory<byte> token, TensorValue blob = default)
    {
        if (!blob.IsEmpty)
        {
            _blobs.Add((_tokens.Count, blob));
        }

        _tokens.Add(token);
    }

    public void Clear()
    {
        foreach ((_, TensorValue blob) in _blobs)
        {
            blob.Release();
        }

        _tokens.Clear();
        _blobs.Clear();
        Trim(_tokens);
    }

    /// <summary>Lets go of the memory of an empty list, if that was an unusually long one.</summary>
    public static void Trim<T>(List<T> list)
    {
        if (list.Capacity > UsualCount)
        {
            list.Capacity = 0;
        }
    }
}
