using System.Text;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Tests.Protocol;

public sealed class RequestParserTests
{
    private static readonly string s_blob = new('b', 40_000);

    /// <summary>Commands of all kinds, one after the other.</summary>
    private static readonly byte[] s_stream =
    [
        .. RespClient.Encode("PING"), .. "\r\n"u8, .. "set  key \"a \\x41\\n\" 'it'\r\n"u8, .. RespClient.Encode("SET", "k", ""), .. "*0\r\n*-1\r\n"u8, .. "PING\n"u8,
        .. RespClient.Encode("ECHO", "\r\n*1\r\n"), .. RespClient.Encode("TENSORSET", "k", s_blob, "after", s_blob), .. RespClient.Encode("PING"),
    ];

    private static readonly string[][] s_commands =
    [
        ["PING"], ["set", "key", "a A\n", "it"], ["SET", "k", ""], ["PING"], ["ECHO", "\r\n*1\r\n"], ["TENSORSET", "k", s_blob, "after", s_blob], ["PING"],
    ];

    [Fact]
    public void Commands_in_one_piece_are_understood()
    {
        using ParserHarness parser = new();

        Assert.True(parser.Feed(s_stream));

        Assert.Equal(s_commands, parser.Commands);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(16_384)]
    [InlineData(33_333)]
    public void Commands_in_pieces_are_the_same(int length)
    {
        using ParserHarness parser = new(ahead: 20_000);

        for (int at = 0; at < s_stream.Length; at += length)
        {
            Assert.True(parser.Feed(s_stream.AsSpan(at, Math.Min(length, s_stream.Length - at))));
        }

        Assert.Equal(s_commands, parser.Commands);
    }

    [Fact]
    public void Commands_cut_at_any_one_place_are_the_same()
    {
        byte[] stream = [.. s_stream[..150], .. RespClient.Encode("ECHO", new string('x', 16_384)), .. RespClient.Encode("PING")];
        int[] places = [.. Enumerable.Range(0, 200), .. Enumerable.Range(stream.Length - 60, 60)];
        using ParserHarness whole = new();
        whole.Feed(stream);

        foreach (int place in places)
        {
            using ParserHarness parser = new();
            Assert.True(parser.Feed(stream.AsSpan(0, place)));
            Assert.True(parser.Feed(stream.AsSpan(place)));
            Assert.Equal(whole.Commands, parser.Commands);
        }
    }

    [Theory]
    [InlineData("*x\r\n", "invalid multibulk length")]
    [InlineData("*1001\r\n", "invalid multibulk length")]
    [InlineData("*01\r\n", "invalid multibulk length")]
    [InlineData("*+1\r\n", "invalid multibulk length")]
    [InlineData("*99999999999999999999\r\n", "invalid multibulk length")]
    [InlineData("*\r\n", "invalid multibulk length")]
    [InlineData("*-\r\n", "invalid multibulk length")]
    [InlineData("*1\r\n$x\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$-1\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$1048577\r\n", "invalid bulk length")]
    [InlineData("*3\r\n$1048576\r\nBLOB\r\n", "expected '$', got 'X'")]
    [InlineData("*1\r\nPING\r\n", "expected '$', got 'P'")]
    [InlineData("*2\r\n$1\r\na\r\n:1\r\n", "expected '$', got ':'")]
    [InlineData("say \"hello\r\n", "unbalanced quotes in request")]
    [InlineData("say 'hello'x\r\n", "unbalanced quotes in request")]
    [InlineData("LONG\r\n", "too big inline request")]
    [InlineData("*LONG\r\n", "too big mbulk count string")]
    [InlineData("*1\r\n$LONG\r\n", "too big bulk count string")]
    [InlineData("*3\r\n$1048576\r\nBLOB\r\n$1048576\r\nBLOB\r\n$1\r\n", "too big command, its arguments take more than 2097152 bytes")]
    public void What_is_no_command_is_refused_in_the_same_words_however_it_is_cut(string text, string error)
    {
        byte[] bytes = Encoding.Latin1.GetBytes((error.EndsWith("'X'", StringComparison.Ordinal) ? text + "X" : text)
            .Replace("BLOB", new string('b', 1 << 20), StringComparison.Ordinal).Replace("LONG", new string('1', 1025), StringComparison.Ordinal));

        foreach (int length in (int[])[bytes.Length, 1 + (bytes.Length / 1000)])
        {
            using ParserHarness parser = new();
            bool goesOn = true;
            for (int at = 0; at < bytes.Length && goesOn; at += length)
            {
                goesOn = parser.Feed(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)));
            }

            Assert.False(goesOn);
            Assert.Equal($"Protocol error: {error}", parser.Error);
            Assert.False(parser.Feed(RespClient.Encode("PING")));
            Assert.Empty(parser.Commands);
        }
    }

    [Theory]
    [InlineData("*11\r\n", "unauthenticated multibulk length")]
    [InlineData("*2\r\n$4\r\nAUTH\r\n$16385\r\n", "unauthenticated bulk length")]
    public void Clients_that_have_not_authenticated_may_send_little(string text, string error)
    {
        using ParserHarness parser = new(isTrusted: false);

        Assert.False(parser.Feed(Encoding.Latin1.GetBytes(text)));

        Assert.Equal($"Protocol error: {error}", parser.Error);
    }

    [Fact]
    public void Large_argument_goes_where_it_is_promised_while_there_are_promises_left()
    {
        using ParserHarness parser = new(ahead: 100_000);

        parser.Feed("*2\r\n$4\r\nECHO\r\n$90000\r\n"u8);
        Assert.Equal(90_000, parser.Ahead);
        parser.Feed([1]);

        Assert.True(parser.IsInBlob);
        Assert.Equal(90_000, parser.Taken + ClientMemory.OwnBytes);
    }

    [Fact]
    public void Beyond_the_promises_memory_grows_as_bytes_come()
    {
        using ParserHarness parser = new(ahead: 1000);
        parser.Feed("*2\r\n$4\r\nECHO\r\n$900000\r\n"u8);

        Assert.Equal(0, parser.Ahead);
        for (int come = 1000; come < 900_000; come += 1000)
        {
            parser.Feed(new byte[1000]);
            Assert.True(parser.Taken <= Math.Max(BlobReceiver.Threshold, 4 * (come + 1000)), $"{parser.Taken} for {come}");
        }
    }

    [Fact]
    public void Clients_that_together_take_too_much_are_refused()
    {
        using ParserHarness parser = new(memory: 200_000);

        parser.Feed("*2\r\n$4\r\nECHO\r\n$1000000\r\n"u8);

        Assert.False(parser.Feed(new byte[1000]));
        Assert.Equal("there is no memory for the command: clients may take 200000 bytes together, and each of them 200000", parser.Error);
    }

    [Fact]
    public void Empty_arguments_take_memory_too()
    {
        using ParserHarness parser = new(memory: 4 << 20, limits: ParserHarness.Limits with { MaxArguments = 1 << 20 });
        parser.Feed("*1000000\r\n"u8);

        int fed = 1;
        while (parser.Feed("$0\r\n\r\n"u8))
        {
            fed++;
        }

        // Each takes 32 bytes besides, and room for as many again is made at each power of two.
        Assert.Equal((64 << 10) + 1, fed);
        Assert.StartsWith("there is no memory for the command: ", parser.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_of_many_arguments_gives_its_memory_back()
    {
        using ParserHarness parser = new(limits: ParserHarness.Limits with { MaxArguments = 1 << 20 });

        Assert.True(parser.Feed(RespClient.Encode([.. Enumerable.Repeat("x", 5000)])));

        Assert.Equal(5000, parser.Commands.Single().Length);
        Assert.Equal(0, parser.Taken);
    }

    [Fact]
    public void Many_small_arguments_are_refused_when_they_take_too_much_together()
    {
        using ParserHarness parser = new(limits: ParserHarness.Limits with { MaxArguments = 1 << 20, MaxCommandBytes = 1 << 20 });
        parser.Feed("*1000000\r\n"u8);

        bool goesOn = true;
        byte[] argument = Encoding.Latin1.GetBytes($"$10000\r\n{new string('x', 10_000)}\r\n");
        int fed = 0;
        while (goesOn)
        {
            goesOn = parser.Feed(argument);
            fed++;
        }

        Assert.Equal(105, fed);
        Assert.Equal("Protocol error: too big command, its arguments take more than 1048576 bytes", parser.Error);
    }
}
