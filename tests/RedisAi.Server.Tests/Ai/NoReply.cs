using RedisAi.Server.Protocol;

namespace RedisAi.Server.Tests.Ai;

/// <summary>Takes replies and forgets them.</summary>
internal sealed class NoReply : IReplyWriter
{
    /// <summary>How many errors there were.</summary>
    public int Errors { get; private set; }

    public void Status(string text)
    {
    }

    public void Error(string text) => Errors++;

    public void Integer(long value)
    {
    }

    public void Double(double value)
    {
    }

    public void Bulk(ReadOnlySpan<byte> bytes)
    {
    }

    public void Bulk(string text)
    {
    }

    public void Bulk(AiTensor tensor)
    {
    }

    public void Null()
    {
    }

    public void NullArray()
    {
    }

    public void Array(int count)
    {
    }

    public void Map(int pairs)
    {
    }

    public void Set(int count)
    {
    }
}
