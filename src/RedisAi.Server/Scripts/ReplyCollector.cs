using System.Globalization;
using RedisAi.Keyspace;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Scripts;

/// <summary>Takes the reply to a command of a script.</summary>
internal sealed class ReplyCollector : IReplyWriter
{
    /// <summary>The replies that are not complete, innermost last.</summary>
    private readonly Stack<(KeyspaceReply[] Items, int Count)> _open = new();

    /// <summary>The whole reply.</summary>
    public KeyspaceReply Reply { get; private set; }

    public void Status(string text) => Add(KeyspaceReply.FromText(text));

    /// <exception cref="KeyspaceException">Always: that is how a script hears of it.</exception>
    public void Error(string text) => throw new KeyspaceException(text);

    public void Integer(long value) => Add(KeyspaceReply.FromInteger(value));

    public void Double(double value) => Add(KeyspaceReply.FromText(value.ToString("G17", CultureInfo.InvariantCulture)));

    public void Bulk(ReadOnlySpan<byte> bytes) => Add(KeyspaceReply.FromText(LosslessText.Decode(bytes)));

    public void Bulk(string text) => Add(KeyspaceReply.FromText(text));

    public void Bulk(AiTensor tensor) => Bulk(tensor.AsBytes());

    public void Null() => Add(KeyspaceReply.Null);

    public void NullArray() => Add(KeyspaceReply.Null);

    public void Array(int count)
    {
        if (count == 0)
        {
            Add(KeyspaceReply.FromArray([]));
        }
        else
        {
            _open.Push((new KeyspaceReply[count], 0));
        }
    }

    public void Map(int pairs) => Array(2 * pairs);

    public void Set(int count) => Array(count);

    private void Add(KeyspaceReply reply)
    {
        while (_open.TryPop(out (KeyspaceReply[] Items, int Count) open))
        {
            open.Items[open.Count++] = reply;
            if (open.Count < open.Items.Length)
            {
                _open.Push(open);
                return;
            }

            reply = KeyspaceReply.FromArray(open.Items);
        }

        Reply = reply;
    }
}
