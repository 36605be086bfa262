using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

/// <summary>A key is one thing at a time: a value of the keyspace, or something that is kept elsewhere.</summary>
public sealed class OtherKeysTests
{
    private const string WrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";

    private readonly ManualTimeProvider _time = new();
    private readonly FakeOtherKeys _others;
    private readonly MemoryKeyspace _keyspace;

    public OtherKeysTests()
    {
        _others = new FakeOtherKeys(_time);
        _keyspace = new MemoryKeyspace(_time, _others);
    }

    [Theory]
    [InlineData("GET t")]
    [InlineData("GETSET t x")]
    [InlineData("GETDEL t")]
    [InlineData("GETEX t")]
    [InlineData("SET t x GET")]
    [InlineData("APPEND t x")]
    [InlineData("STRLEN t")]
    [InlineData("GETRANGE t 0 1")]
    [InlineData("SETRANGE t 0 x")]
    [InlineData("INCR t")]
    [InlineData("INCRBYFLOAT t 1")]
    [InlineData("HSET t f v")]
    [InlineData("HSETNX t f v")]
    [InlineData("HGET t f")]
    [InlineData("HGETALL t")]
    [InlineData("HDEL t f")]
    [InlineData("HINCRBY t f 1")]
    [InlineData("HSCAN t 0")]
    [InlineData("RPUSH t x")]
    [InlineData("RPUSHX t x")]
    [InlineData("LPOP t")]
    [InlineData("LRANGE t 0 -1")]
    [InlineData("LSET t 0 x")]
    [InlineData("LMOVE l t LEFT LEFT")]
    [InlineData("LPOS t x")]
    [InlineData("SADD t x")]
    [InlineData("SMEMBERS t")]
    [InlineData("SPOP t")]
    [InlineData("SRANDMEMBER t")]
    [InlineData("SMOVE s t x")]
    [InlineData("SUNION s t")]
    [InlineData("SINTERSTORE d s t")]
    [InlineData("SSCAN t 0")]
    [InlineData("COPY t d")]
    public void Command_for_values_on_what_is_none_is_refused(string command)
    {
        Do("RPUSH l a");
        Do("SADD s x");
        _others.Add("t");

        Assert.Equal(WrongType, Assert.Throws<KeyspaceException>(() => Do(command)).Message);
        Assert.Equal(FakeOtherKeys.Tensor, _others.TypeOf("t"));
        Assert.Equal("[\"a\"]", $"{Do("LRANGE l 0 -1")}");
        Assert.Equal(0, Do("EXISTS d").Integer);
    }

    [Theory]
    [InlineData("SET t x")]
    [InlineData("SET t x XX")]
    [InlineData("SET t x KEEPTTL")]
    [InlineData("MSET a 1 t x")]
    [InlineData("SETEX t 10 x")]
    [InlineData("PSETEX t 10 x")]
    [InlineData("RENAME text t")]
    [InlineData("COPY text t REPLACE")]
    public void Command_that_overwrites_takes_the_place_of_whatever_was_there(string command)
    {
        Do("SET text x");
        _others.Add("t", FakeOtherKeys.Model);

        Do(command);

        Assert.Null(_others.TypeOf("t"));
        Assert.Equal("x", Do("GET t").Text);
    }

    [Fact]
    public void Set_that_is_stored_takes_the_place_of_whatever_was_there_also_an_empty_one()
    {
        Do("SADD s x");
        _others.Add("t");
        _others.Add("u");

        Assert.Equal(1, Do("SUNIONSTORE t s").Integer);
        Assert.Equal(0, Do("SINTERSTORE u s none").Integer);

        Assert.Equal(0, _others.Count);
        Assert.Equal("set", Do("TYPE t").Text);
        Assert.Equal("none", Do("TYPE u").Text);
    }

    [Theory]
    [InlineData("SETNX t x", "(integer) 0")]
    [InlineData("MSETNX new x t x", "(integer) 0")]
    [InlineData("SET t x NX", "(nil)")]
    [InlineData("RENAMENX text t", "(integer) 0")]
    [InlineData("COPY text t", "(integer) 0")]
    [InlineData("MGET text t", "[\"x\", (nil)]")]
    [InlineData("EXISTS t text none t", "(integer) 3")]
    [InlineData("TOUCH t text none", "(integer) 2")]
    [InlineData("TYPE t", "\"AI_TENSOR\"")]
    [InlineData("DBSIZE", "(integer) 2")]
    [InlineData("KEYS [a-t]", "[\"t\"]")]
    [InlineData("SCAN 0 TYPE ai_tensor", "[\"0\", [\"t\"]]")]
    [InlineData("SCAN 0 TYPE string", "[\"0\", [\"text\"]]")]
    [InlineData("MEMORY USAGE t", "(integer) 4096")]
    [InlineData("OBJECT ENCODING t", "\"raw\"")]
    [InlineData("TTL t", "(integer) -1")]
    [InlineData("PERSIST t", "(integer) 0")]
    public void Key_counts_where_it_is_asked_for_and_stays(string command, string expected)
    {
        Do("SET text x");
        _others.Add("t");

        Assert.Equal(expected, $"{Do(command)}");
        Assert.Equal(FakeOtherKeys.Tensor, _others.TypeOf("t"));
        Assert.Equal(0, Do("EXISTS new").Integer);
    }

    [Fact]
    public void Keys_of_both_worlds_are_removed()
    {
        Do("SET text x");
        _others.Add("t");
        _others.Add("u");

        Assert.Equal(2, Do("DEL text t none").Integer);
        Assert.Equal(1, Do("UNLINK u u").Integer);
        Assert.Equal(0, Do("DBSIZE").Integer);
    }

    [Theory]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHDB ASYNC")]
    public void Nothing_is_left_of_either_world(string command)
    {
        Do("SET text x");
        _others.Add("t");

        Assert.Equal("OK", Do(command).Text);

        Assert.Equal(0, Do("DBSIZE").Integer);
        Assert.Equal(0, _others.Count);
        Assert.True(Do("RANDOMKEY").IsNull);
    }

    [Fact]
    public void Expiry_is_set_told_and_taken_back()
    {
        _others.Add("t");

        Assert.Equal(1, Do("EXPIRE t 100").Integer);
        Assert.Equal(100, Do("TTL t").Integer);
        Assert.Equal(0, Do("EXPIRE t 50 GT").Integer);
        Assert.Equal(0, Do("EXPIRE t 50 NX").Integer);
        Assert.Equal(1, Do("PEXPIRE t 50000 LT").Integer);
        Assert.Equal(50_000, Do("PTTL t").Integer);
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds() + 50, Do("EXPIRETIME t").Integer);
        Assert.Equal(1, Do("PERSIST t").Integer);
        Assert.Equal(-1, Do("TTL t").Integer);
        Assert.Equal(1, Do("PEXPIREAT t 9223372036854775807").Integer);

        Assert.Equal(1, Do($"EXPIREAT t {_time.GetUtcNow().ToUnixTimeSeconds() + 7}").Integer);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(-2, Do("TTL t").Integer);

        _others.Add("t");
        Assert.Equal(1, Do("EXPIRE t 0").Integer);
        Assert.Equal(0, _others.Count);
    }

    [Fact]
    public void Tensor_is_renamed_and_takes_the_place_of_whatever_was_there()
    {
        Do("SET text x");
        _others.Add("t");
        _others.Add("m", FakeOtherKeys.Model);

        Do("RENAME t text");
        Assert.Equal(FakeOtherKeys.Tensor, Do("TYPE text").Text);
        Do("RENAME text m");
        Assert.Equal(FakeOtherKeys.Tensor, Do("TYPE m").Text);
        Assert.Equal(0, Do("RENAMENX m m").Integer);
        Assert.Equal(1, Do("RENAMENX m free").Integer);

        Assert.Equal("[\"free\"]", $"{Do("KEYS *")}");
        Assert.Equal("ERR no such key", Assert.Throws<KeyspaceException>(() => Do("RENAME m n")).Message);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("t")]
    [InlineData("free")]
    public void Nothing_is_lost_when_something_cannot_be_renamed(string name)
    {
        Do("SET text x");
        _others.Add("t");
        _others.Add("m", FakeOtherKeys.Model);

        Assert.Equal("ERR a model cannot be renamed", Assert.Throws<KeyspaceException>(() => Do($"RENAME m {name}")).Message);

        Assert.Equal("x", Do("GET text").Text);
        Assert.Equal(FakeOtherKeys.Tensor, Do("TYPE t").Text);
        Assert.Equal(FakeOtherKeys.Model, Do("TYPE m").Text);
        Assert.Equal(3, Do("DBSIZE").Integer);
    }

    [Fact]
    public void Random_key_is_one_of_both_worlds()
    {
        Do("MSET a 1 b 2");
        _others.Add("t");
        _others.Add("u");

        HashSet<string> seen = [.. Enumerable.Range(0, 500).Select(_ => Do("RANDOMKEY").Text)];

        Assert.Equal(["a", "b", "t", "u"], seen.Order());
    }

    [Fact]
    public void What_is_no_value_is_not_told_of_as_one()
    {
        Do("SADD s x");
        _others.Add("t");

        Assert.Equal("set", _keyspace.TypeOf("s"));
        Assert.Null(_keyspace.TypeOf("t"));
        Assert.True(_keyspace.RemoveValue("s"));
        Assert.False(_keyspace.RemoveValue("s"));
        Assert.False(_keyspace.RemoveValue("t"));
        Assert.Equal(1, _others.Count);
    }

    private KeyspaceReply Do(string line)
    {
        string[] words = line.Split(' ');
        return _keyspace.Execute(words[0], words.AsSpan(1));
    }
}
