using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

/// <summary>Values, fields, members and keys are bytes, whatever they are.</summary>
public sealed class BinaryValueTests
{
    private static readonly byte[] s_allBytes = [.. Enumerable.Range(0, 256).Select(static value => (byte)value)];

    private readonly MemoryKeyspace _keyspace = new(new ManualTimeProvider());

    [Fact]
    public void Every_byte_comes_back()
    {
        Do("SET", s_allBytes, s_allBytes);
        Do("HSET", "h"u8.ToArray(), s_allBytes, s_allBytes);
        Do("RPUSH", "l"u8.ToArray(), s_allBytes);
        Do("SADD", "s"u8.ToArray(), s_allBytes);

        Assert.Equal(s_allBytes, Do("GET", s_allBytes).Bytes);
        Assert.Equal([s_allBytes, s_allBytes], Do("HGETALL", "h"u8.ToArray()).Items.Select(static item => item.Bytes.ToArray()));
        Assert.Equal(s_allBytes, Do("LINDEX", "l"u8.ToArray(), "0"u8.ToArray()).Bytes);
        Assert.Equal(s_allBytes, Do("SMEMBERS", "s"u8.ToArray()).Items[0].Bytes);
        Assert.Contains(Do("KEYS", "*"u8.ToArray()).Items, static key => key.Bytes.Span.SequenceEqual(s_allBytes));
        Assert.Equal(s_allBytes, Do("ECHO", s_allBytes).Bytes);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told_apart()
    {
        Do("HSET", "h"u8.ToArray(), [0x80], [1], [0xFF], [2], "\ufffd"u8.ToArray(), [3]);

        Assert.Equal(3, Do("HLEN", "h"u8.ToArray()).Integer);
        Assert.Equal([2], Do("HGET", "h"u8.ToArray(), [0xFF]).Bytes.ToArray());
        Assert.Equal(2, Do("SADD", "s"u8.ToArray(), [0x80], [0xFF]).Integer);
    }

    [Fact]
    public void Lengths_and_places_are_those_of_bytes()
    {
        _keyspace.Execute("SET", ["a", "öß"]);

        Assert.Equal(4, _keyspace.Execute("STRLEN", ["a"]).Integer);
        Assert.Equal([0xB6, 0xC3], _keyspace.Execute("GETRANGE", ["a", "1", "2"]).Bytes.ToArray());
        Assert.Equal("\udcb6\udcc3", _keyspace.Execute("GETRANGE", ["a", "1", "2"]).Text);
        Assert.Equal(4, _keyspace.Execute("SETRANGE", ["a", "1", "\udcb6"]).Integer);
        Assert.Equal("öß", _keyspace.Execute("GET", ["a"]).Text);
    }

    [Fact]
    public void Nothing_of_what_was_given_is_kept_and_nothing_that_was_answered_changes()
    {
        byte[] value = [.. "abc"u8];
        byte[] key = [.. "k"u8];
        Do("SET", key, value);
        Do("HSET", "h"u8.ToArray(), value, value);
        Do("RPUSH", "l"u8.ToArray(), value);
        Do("SADD", "s"u8.ToArray(), value);
        KeyspaceReply echo = Do("ECHO", value);
        KeyspaceReply before = Do("GET", key);
        value.AsSpan().Fill((byte)'x');

        Do("SETRANGE", key, "0"u8.ToArray(), "zzz"u8.ToArray());
        Do("APPEND", key, "!"u8.ToArray());

        Assert.Equal("abc", before.Text);
        Assert.Equal("abc", echo.Text);
        Assert.Equal("zzz!", Do("GET", key).Text);
        Assert.Equal("abc", Do("HGET", "h"u8.ToArray(), "abc"u8.ToArray()).Text);
        Assert.Equal("abc", Do("LPOP", "l"u8.ToArray()).Text);
        Assert.Equal(1, Do("SISMEMBER", "s"u8.ToArray(), "abc"u8.ToArray()).Integer);
    }

    [Fact]
    public void Copies_change_by_themselves()
    {
        foreach ((string add, string key, string change) in new[] { ("HSET h a 1", "h", "HSET copy b 2"), ("RPUSH l a", "l", "RPUSH copy b"), ("SADD s a", "s", "SADD copy b") })
        {
            Say(add);
            Say($"COPY {key} copy REPLACE");
            long before = _keyspace.VersionOf(key);

            Say(change);

            Assert.Equal(before, _keyspace.VersionOf(key));
        }

        Assert.Equal("[\"a\", \"1\"]", $"{Say("HGETALL h")}");
        Assert.Equal("[\"a\"]", $"{Say("LRANGE l 0 -1")}");
        Assert.Equal("[\"a\"]", $"{Say("SMEMBERS s")}");
        Assert.Equal(2, Say("SCARD copy").Integer);
    }

    [Fact]
    public void Half_of_a_pair_that_stands_for_no_byte_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _keyspace.Execute("SET", ["a", "b\ud83d"]));

        Assert.Equal("arguments", error.ParamName);
        Assert.StartsWith("Argument 1 (counted from 0) of the command 'SET' holds half of a surrogate pair", error.Message, StringComparison.Ordinal);
        Assert.True(_keyspace.Execute("GET", ["a"]).IsNull);
    }

    [Fact]
    public void Replies_of_bytes_and_of_text_compare_as_texts()
    {
        Assert.Equal(KeyspaceReply.FromText("ö"), KeyspaceReply.FromBytes("ö"u8.ToArray()));
        Assert.Equal(KeyspaceReply.FromText("ö").GetHashCode(), KeyspaceReply.FromBytes("ö"u8.ToArray()).GetHashCode());
        Assert.Equal(KeyspaceReply.FromBytes("ab"u8.ToArray()), KeyspaceReply.FromBytes("xab"u8.ToArray().AsMemory(1)));
        Assert.NotEqual(KeyspaceReply.FromBytes(new byte[] { 0x80 }), KeyspaceReply.FromBytes(new byte[] { 0x81 }));
        Assert.Equal("ö"u8.ToArray(), KeyspaceReply.FromText("ö").Bytes);
        Assert.Throws<InvalidOperationException>(() => KeyspaceReply.Null.Bytes);
    }

    private KeyspaceReply Do(string command, params byte[][] arguments) => _keyspace.Execute(
        MemoryKeyspace.Commands.Single(known => known.Name.Equals(command, StringComparison.OrdinalIgnoreCase)),
        [.. arguments.Select(static argument => (ReadOnlyMemory<byte>)argument)]);

    private KeyspaceReply Say(string line)
    {
        string[] words = line.Split(' ');
        return _keyspace.Execute(words[0], words.AsSpan(1));
    }
}
