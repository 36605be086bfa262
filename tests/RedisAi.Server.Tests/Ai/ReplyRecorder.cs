using System.Globalization;
using RedisAi.Keyspace;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Tests.Ai;

/// <summary>Takes the reply to one command, and sees that it is exactly one.</summary>
internal sealed class ReplyRecorder : IReplyWriter
{
    private readonly Stack<(List<Reply> Items, int Left)> _open = new();
    private Reply? _reply;

    /// <summary>The reply, which must be whole.</summary>
    public Reply Reply
    {
        get
        {
            Assert.Empty(_open);
            return _reply ?? throw new InvalidOperationException("There is no reply.");
        }
    }

    /// <summary>Whether nothing was written yet.</summary>
    public bool IsEmpty => _reply is null && _open.Count == 0;

    public void Status(string text) => Add(Reply.Status(text));

    public void Error(string text)
    {
        Assert.DoesNotContain('\n', text);
        Add(Reply.Error(text));
    }

    public void Integer(long value) => Add(Reply.Integer(value));

    public void Double(double value) => Add(Reply.Bulk(
        double.IsInfinity(value) ? value > 0 ? "inf" : "-inf" : value.ToString("R", CultureInfo.InvariantCulture)));

    public void Bulk(ReadOnlySpan<byte> bytes) => Add(Reply.Bulk(LosslessText.Decode(bytes)));

    public void Bulk(string text) => Add(Reply.Bulk(text));

    public void Bulk(AiTensor tensor) => Bulk(tensor.AsBytes());

    public void Null() => Add(Reply.None);

    public void NullArray() => Add(Reply.None);

    public void Array(int count)
    {
        if (count == 0)
        {
            Add(Reply.Array());
        }
        else
        {
            _open.Push(([], count));
        }
    }

    public void Map(int pairs) => Array(pairs * 2);

    public void Set(int count) => Array(count);

    private void Add(Reply reply)
    {
        while (_open.TryPop(out (List<Reply> Items, int Left) open))
        {
            open.Items.Add(reply);
            if (open.Left > 1)
            {
                _open.Push((open.Items, open.Left - 1));
                return;
            }

            reply = Reply.Array(open.Items);
        }

        Assert.Null(_reply);
        _reply = reply;
    }
}
