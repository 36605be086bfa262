using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

/// <summary>The version of a key tells whether it was written to meanwhile.</summary>
public sealed class KeyVersionTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeOtherKeys _others;
    private readonly MemoryKeyspace _keyspace;

    public KeyVersionTests()
    {
        _others = new FakeOtherKeys(_time);
        _keyspace = new MemoryKeyspace(_time, _others);
        foreach (string line in new[] { "SET text 1", "SET timed 1 EX 100", "HSET hash f 1", "RPUSH list a b a", "SADD set x y", "SADD other x z" })
        {
            Do(line);
        }
    }

    [Theory]
    [InlineData("text", "SET text 1")]
    [InlineData("text", "GETSET text 1")]
    [InlineData("text", "MSET other 1 text 1")]
    [InlineData("text", "APPEND text x")]
    [InlineData("text", "SETRANGE text 0 x")]
    [InlineData("text", "INCR text")]
    [InlineData("text", "INCRBYFLOAT text 1")]
    [InlineData("text", "EXPIRE text 10")]
    [InlineData("text", "GETEX text EX 10")]
    [InlineData("timed", "PERSIST timed")]
    [InlineData("timed", "GETEX timed PERSIST")]
    [InlineData("text", "RENAME other text")]
    [InlineData("text", "COPY other text REPLACE")]
    [InlineData("hash", "HSET hash f 1")]
    [InlineData("hash", "HSETNX hash g 1")]
    [InlineData("hash", "HINCRBY hash f 1")]
    [InlineData("hash", "HINCRBYFLOAT hash f 1")]
    [InlineData("list", "RPUSH list x")]
    [InlineData("list", "LPUSHX list x")]
    [InlineData("list", "LPOP list")]
    [InlineData("list", "RPOP list 2")]
    [InlineData("list", "LSET list 0 x")]
    [InlineData("list", "LREM list 0 a")]
    [InlineData("list", "LTRIM list 0 0")]
    [InlineData("list", "LINSERT list AFTER a x")]
    [InlineData("list", "LMOVE list list LEFT RIGHT")]
    [InlineData("list", "LMOVE list elsewhere LEFT RIGHT")]
    [InlineData("set", "SADD set new")]
    [InlineData("set", "SREM set x")]
    [InlineData("set", "SPOP set")]
    [InlineData("set", "SMOVE set other y")]
    [InlineData("other", "SMOVE set other y")]
    [InlineData("set", "SUNIONSTORE set set other")]
    [InlineData("text", "SINTERSTORE text set other")]
    [InlineData("elsewhere", "LMOVE list elsewhere LEFT RIGHT")]
    [InlineData("elsewhere", "SMOVE set elsewhere y")]
    public void Write_makes_the_version_grow(string key, string line)
    {
        long before = _keyspace.VersionOf(key);

        Do(line);

        Assert.True(_keyspace.VersionOf(key) > before);
    }

    [Theory]
    [InlineData("text", "GET text")]
    [InlineData("text", "SETNX text x")]
    [InlineData("text", "MSETNX new 1 text 1")]
    [InlineData("text", "SET text x NX")]
    [InlineData("text", "GETEX text")]
    [InlineData("text", "GETEX text PERSIST")]
    [InlineData("text", "PERSIST text")]
    [InlineData("text", "EXPIRE text 10 XX")]
    [InlineData("text", "RENAMENX other text")]
    [InlineData("text", "COPY other text")]
    [InlineData("text", "COPY text copied")]
    [InlineData("text", "SETRANGE text 5 ")]
    [InlineData("hash", "HSETNX hash f 2")]
    [InlineData("hash", "HDEL hash none")]
    [InlineData("hash", "HGETALL hash")]
    [InlineData("list", "LPOP list 0")]
    [InlineData("list", "LREM list 0 none")]
    [InlineData("list", "LINSERT list AFTER none x")]
    [InlineData("list", "LRANGE list 0 -1")]
    [InlineData("set", "SADD set x")]
    [InlineData("set", "SREM set none")]
    [InlineData("set", "SPOP set 0")]
    [InlineData("set", "SMOVE set other none")]
    [InlineData("other", "SMOVE set other x")]
    [InlineData("set", "SMOVE set set x")]
    [InlineData("none", "DEL none")]
    public void What_changes_nothing_leaves_the_version(string key, string line)
    {
        long before = _keyspace.VersionOf(key);

        Do(line);

        Assert.Equal(before, _keyspace.VersionOf(key));
    }

    [Theory]
    [InlineData("DEL text")]
    [InlineData("GETDEL text")]
    [InlineData("FLUSHALL")]
    [InlineData("EXPIRE text 0")]
    [InlineData("RENAME text elsewhere")]
    public void Key_that_is_gone_has_none_and_a_new_one_when_it_comes_again(string line)
    {
        long before = _keyspace.VersionOf("text");

        Do(line);

        Assert.Equal(0, _keyspace.VersionOf("text"));
        Do("SET text 1");
        Assert.True(_keyspace.VersionOf("text") > before);
    }

    [Fact]
    public void Key_that_expired_counts_as_changed()
    {
        Assert.NotEqual(0, _keyspace.VersionOf("timed"));

        _time.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal(0, _keyspace.VersionOf("timed"));
    }

    [Fact]
    public void Where_nothing_is_kept_elsewhere_a_key_that_is_not_there_has_none_either()
    {
        MemoryKeyspace alone = new(_time);

        Assert.Equal(0, alone.VersionOf("k"));
        alone.Execute("SET", ["k", "1"]);
        Assert.True(alone.VersionOf("k") > 0);
        alone.Execute("DEL", ["k"]);
        Assert.Equal(0, alone.VersionOf("k"));
    }

    [Fact]
    public void What_is_kept_elsewhere_never_has_the_version_of_a_value()
    {
        HashSet<long> seen = [];
        for (int i = 0; i < 20; i++)
        {
            _others.Add("k");
            Assert.True(seen.Add(_keyspace.VersionOf("k")));
            Do("SET k 1");
            Assert.True(seen.Add(_keyspace.VersionOf("k")));
            Do("DEL k");
        }
    }

    private void Do(string line)
    {
        string[] words = line.Split(' ');
        _keyspace.Execute(words[0], words.AsSpan(1));
    }
}
