using System.Text;
using RedisAi.Server.Commands;
using RedisAi.Server.Connections;
using RedisAi.Server.Protocol;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Tests.Protocol;

public sealed class RespWriterTests : IDisposable
{
    private readonly MemoryBudget _memory = new(1 << 30);
    private readonly LentTensors _lent;
    private readonly OutputBuffer _output;
    private readonly RespWriter _writer;

    public RespWriterTests()
    {
        _lent = new LentTensors(_memory);
        _output = new OutputBuffer(1 << 30, Share(1 << 30));
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

        Assert.Equal(20_000, _memory.Taken);
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
        Assert.Equal(0, _memory.Taken);
        _writer.Status("NEXT");

        Assert.Equal("+KEPT\r\n+NEXT\r\n", Written());
    }

    [Fact]
    public void Large_chunk_of_a_reply_that_was_taken_back_is_not_kept()
    {
        _output.Write(new byte[OutputBuffer.ChunkBytes]);
        long mark = _output.Length;
        _output.Write(new byte[500_000]);

        _output.TakeBack(mark);
        Assert.Equal(OutputBuffer.ChunkBytes, Written().Length);

        Assert.Equal(0, _memory.Taken);
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
        OutputBuffer small = new(100_000, Share(1 << 30));
        for (int i = 0; i < 1000; i++)
        {
            small.Write(new byte[1000]);
        }

        Assert.True(small.IsOverfull);
        Assert.True(_memory.Taken < 300_000);
        small.Release();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Buffer_without_memory_says_so_and_keeps_to_its_share(int piece)
    {
        OutputBuffer small = new(1 << 30, Share(100_000));
        for (int i = 0; i < 1000; i++)
        {
            small.Write(new byte[piece]);
            small.Reserve(1000).Clear();
            small.Advance(1000);
            Assert.True(_memory.Taken <= 100_000);
        }

        Assert.True(small.IsOverfull);
        small.Release();
    }

    [Fact]
    public void Short_replies_take_nothing_of_what_all_share()
    {
        OutputBuffer small = new(1 << 30, Share(0));

        small.Write(new byte[OutputBuffer.ChunkBytes]);
        small.Write(new byte[OutputBuffer.ChunkBytes]);
        Assert.False(small.IsOverfull);
        Assert.Equal(0, _memory.Taken);
        small.Write([1]);

        Assert.True(small.IsOverfull);
        small.Release();
    }

    [Fact]
    public void Tensor_for_which_there_is_no_memory_is_an_error_and_is_not_kept()
    {
        using AiTensor tensor = AiTensor.Create<byte>([20_000], new byte[20_000]);
        OutputBuffer small = new(1 << 30, Share(80_000));
        RespWriter writer = new(small);
        writer.Bulk(tensor);
        writer.Bulk(tensor);
        long mark = small.Length;

        CommandException error = Assert.Throws<CommandException>(() => writer.Bulk(tensor));
        small.TakeBack(mark);

        Assert.Equal("OOM There is no memory for the reply: clients may take 1073741824 bytes together, and each of them 80000, with the tensors that wait to be sent", error.Message);
        Assert.False(small.IsOverfull);
        small.Release();
    }

    private ClientMemory Share(long bytes) => new(_memory, _lent, bytes);

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
