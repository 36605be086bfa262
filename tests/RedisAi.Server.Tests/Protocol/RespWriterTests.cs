using System.Text;
using RedisAi.Server.Connections;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Tests.Protocol;

public sealed class RespWriterTests : IDisposable
{
    private readonly MemoryBudget _memory = new(1 << 30);
    private readonly OutputBuffer _output;
    private readonly RespWriter _writer;

    public RespWriterTests()
    {
        _output = new OutputBuffer(1 << 30, _memory);
        _writer = new RespWriter(_output);
    }

    public void Dispose()
    {
        _output.Release();
        Assert.Equal(0, _memory.Taken);
    }

    [Theory]
    [InlineData(2, "*-1\r\n$-1\r\n*2\r\n*3\r\n*4\r\n$3\r\n0.5\r\n")]
    [InlineData(3, "_\r\n_\r\n*2\r\n~3\r\n%2\r\n,0.5\r\n")]
    public void Versions_differ_in_what_they_have_words_for(int version, string text)
    {
        _writer.Version = version;

        _writer.NullArray();
        _writer.Null();
        _writer.Array(2);
        _writer.Set(3);
        _writer.Map(2);
        _writer.Double(0.5);

        Assert.Equal(text, Written());
    }

    [Theory]
    [InlineData(0.1, "0.10000000000000001")]
    [InlineData(2, "2")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e20, "1e+20")]
    [InlineData(1e16, "10000000000000000")]
    [InlineData(1.5e-7, "1.4999999999999999e-07")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    public void Numbers_are_written_as_C_does(double value, string text)
    {
        Span<byte> bytes = stackalloc byte[32];

        Assert.Equal(text, Encoding.ASCII.GetString(bytes[..RespWriter.Format(value, bytes)]));
    }

    [Fact]
    public void Errors_and_states_are_one_line()
    {
        _writer.Error("ERR one\r\ntwo\nthree");
        _writer.Status("é\r\n" + new string('x', 1000));

        Assert.Equal($"-ERR one  two three\r\n+Ã©  {new string('x', 1000)}\r\n", Written());
        Assert.Equal(1, _writer.Errors);
    }

    [Fact]
    public void Text_is_bytes_without_loss()
    {
        _writer.Bulk("\uDCFFé");

        Assert.Equal("$3\r\nÿÃ©\r\n", Written());
    }

    [Fact]
    public void Long_reply_takes_several_chunks()
    {
        string text = string.Concat(Enumerable.Range(0, 20_000));

        _writer.Bulk(text);
        _writer.Integer(long.MinValue);

        Assert.Equal($"${text.Length}\r\n{text}\r\n:-9223372036854775808\r\n", Written());
    }

    [Fact]
    public void Large_tensor_is_kept_and_not_copied()
    {
        AiTensor tensor = AiTensor.Create<byte>([20_000], [.. Enumerable.Repeat((byte)'t', 20_000)]);

        _writer.Bulk(tensor);
        tensor.Dispose();

        Assert.True(_memory.Taken <= 2 * OutputBuffer.ChunkBytes);
        Assert.Equal($"$20000\r\n{new string('t', 20_000)}\r\n", Written());
    }

    [Fact]
    public void What_was_written_can_be_taken_back()
    {
        using AiTensor tensor = AiTensor.Create<byte>([20_000], new byte[20_000]);
        _writer.Status("KEPT");
        long mark = _output.Length;

        _writer.Bulk(new string('x', 50_000));
        _writer.Bulk(tensor);
        _writer.Status("LOST");
        _output.TakeBack(mark);
        _writer.Status("NEXT");

        Assert.Equal("+KEPT\r\n+NEXT\r\n", Written());
    }

    [Fact]
    public void Tensor_before_a_mark_stays_when_what_follows_is_taken_back()
    {
        using AiTensor tensor = AiTensor.Create<byte>([20_000], new byte[20_000]);
        _output.Write(tensor.Borrow());
        long mark = _output.Length;

        _writer.Status("LOST");
        _output.TakeBack(mark);

        Assert.Equal(20_000, Written().Length);
    }

    [Fact]
    public void Buffer_that_is_full_says_so_and_takes_no_more_memory()
    {
        OutputBuffer small = new(100_000, _memory);
        for (int i = 0; i < 1000; i++)
        {
            small.Write(new byte[1000]);
        }

        Assert.True(small.IsOverfull);
        Assert.True(_memory.Taken < 300_000);
        small.Release();
    }

    private string Written()
    {
        StringBuilder text = new();
        while (_output.Next is { IsEmpty: false } next)
        {
            // Sent in uneven pieces.
            ReadOnlyMemory<byte> piece = next[..Math.Min(next.Length, 7001)];
            text.Append(Encoding.Latin1.GetString(piece.Span));
            _output.Sent(piece.Length);
        }

        Assert.Equal(0, _output.Length);
        return text.ToString();
    }
}
