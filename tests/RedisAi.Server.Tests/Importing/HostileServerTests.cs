using System.Text;
using RedisAi.Client.Protocol;
using RedisAi.Server.Tests.Hosting;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Importing;

/// <summary>Servers that answer what no server does.</summary>
public sealed class HostileServerTests
{
    [Theory]
    [InlineData("*2\r\n$1\r\n0\r\n$1\r\nk\r\n", "SCAN is answered with an array of 2.")]
    [InlineData("+OK\r\n", "SCAN is answered with 'OK'.")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "The server's reply begins as 'HTTP/1.1 400 Bad Request', which is none of Redis'.")]
    [InlineData("*1000000000\r\n", "The server's reply has 1000000000 for a length of an array; at most 1048576 is read.")]
    [InlineData("$2000000000\r\n", "The server's reply has 2000000000 for a length of a text; at most 1073741824 is read.")]
    [InlineData("*-5\r\n", "The server's reply has -5 for a length of an array; at most 1048576 is read.")]
    [InlineData("$x\r\n", "The server's reply has 'x' for a length of a text.")]
    [InlineData("\r\n", "The server's reply begins as '', which is none of Redis'.")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", "The server's reply has arrays more than 8 deep in each other.")]
    [InlineData(null, "The server has closed the connection.")]
    public async Task Answer_that_is_none_ends_the_import(string? answer, string told)
    {
        await using EngineHost target = await EngineHost.StartAsync();
        using FakeServer source = new(command => command.StartsWith("SCAN", StringComparison.Ordinal) ? answer : FakeServer.AnswerFor(command, "none"));

        ImportRun run = await ImportRun.Of(source.Url, "--into", $"redis://127.0.0.1:{target.Port}");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"It could not go on: {told}. Begun again, it goes on with what is missing.", run.Errors.TrimEnd());
    }

    [Fact]
    public async Task Line_without_an_end_is_not_read_for_ever()
    {
        using MemoryStream stream = new(Encoding.ASCII.GetBytes("+" + new string('x', 100_000)));
        RespReader reader = new(stream, new RespLimits(), TimeProvider.System);

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal("The server's reply has a line of more than 65536 bytes.", error.Message);
    }

    [Fact]
    public async Task Memory_is_taken_for_what_comes_and_not_for_what_is_promised()
    {
        using MemoryStream stream = new([.. "$1000000000\r\n"u8, .. new byte[100_000]]);
        RespReader reader = new(stream, new RespLimits(), TimeProvider.System);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        await Assert.ThrowsAsync<EndOfStreamException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4 << 20);
    }

    [Fact]
    public async Task Texts_of_a_reply_are_limited_together()
    {
        using MemoryStream stream = new(Encoding.ASCII.GetBytes("*3\r\n$4\r\nabcd\r\n$4\r\nabcd\r\n$4\r\nabcd\r\n"));
        RespReader reader = new(stream, new RespLimits { MaxReplyBytes = 10 }, TimeProvider.System);

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal("The server's reply has 4 for a length of a text; at most 2 is read.", error.Message);
    }

    [Fact]
    public async Task Server_that_says_nothing_is_given_up()
    {
        ManualTimeProvider time = new();
        using FakeServer source = new(static _ => "");
        using System.Net.Sockets.TcpClient client = new("127.0.0.1", source.Port);
        RespReader reader = new(client.GetStream(), new RespLimits(), time);
        Task<RespReply> reading = reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

        time.Advance(TimeSpan.FromMinutes(2));

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.EndsAsync(reading));
        Assert.Equal("The server has said nothing for 60 seconds.", error.Message);
    }

    [Theory]
    [InlineData("$5\r\nhello\r\n", "'hello'")]
    [InlineData("$-1\r\n", "nothing")]
    [InlineData("*-1\r\n", "nothing")]
    [InlineData("-ERR no\r\n", "the error 'ERR no'")]
    [InlineData(":12\r\n", "'12'")]
    [InlineData("*2\r\n:1\r\n*0\r\n", "an array of 2")]
    public async Task Replies_come_in_whatever_pieces(string text, string expected)
    {
        using PieceStream stream = new(Encoding.ASCII.GetBytes(text));
        RespReader reader = new(stream, new RespLimits(), TimeProvider.System);

        Assert.Equal(expected, $"{await reader.ReadAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>Gives one byte at a time.</summary>
    private sealed class PieceStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..1], cancellationToken);
    }
}
