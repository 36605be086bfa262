using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

public sealed class InspectionTests
{
    private readonly MemoryKeyspace _keyspace = new(new ManualTimeProvider());

    [Fact]
    public void Memory_is_about_what_the_values_take()
    {
        Do("SET", "text", new string('x', 10_000));
        for (int i = 0; i < 1000; i++)
        {
            Do("RPUSH", "list", new string('x', 100));
            Do("HSET", "hash", $"{i}", new string('x', 100));
            Do("SADD", "set", $"{i,100}");
        }

        Assert.InRange(Do("MEMORY", "USAGE", "text").Integer, 10_000, 10_500);
        foreach (string key in new[] { "list", "hash", "set" })
        {
            long all = Do("MEMORY", "USAGE", key, "SAMPLES", "0").Integer;
            Assert.InRange(all, 100_000, 300_000);
            Assert.InRange(Do("MEMORY", "USAGE", key).Integer, (long)(all * 0.9), (long)(all * 1.1));
        }

        Assert.True(Do("MEMORY", "USAGE", "none").IsNull);
    }

    [Fact]
    public void Encoding_is_what_Redis_would_choose()
    {
        Do("SET", "int", "-12");
        Do("SET", "short", "abc");
        Do("SET", "long", new string('x', 45));
        Do("RPUSH", "list", "a");
        Do("HSET", "small", "a", "1");
        Do("HSET", "large", "a", new string('x', 65));
        Do("SADD", "numbers", "1", "2");
        Do("SADD", "words", "1", "b");

        string[] encodings = [.. "int short long list small large numbers words".Split(' ').Select(key => Do("OBJECT", "ENCODING", key).Text)];

        Assert.Equal("int embstr raw quicklist listpack hashtable intset hashtable", string.Join(' ', encodings));
    }

    [Fact]
    public void Forms_of_the_protocol_are_told()
    {
        Do("HSET", "h", "a", "1");

        Assert.True(Do("SET", "a", "1").IsStatus);
        Assert.True(Do("PING").IsStatus);
        Assert.True(Do("TYPE", "a").IsStatus);
        Assert.False(Do("PING", "x").IsStatus);
        Assert.True(Do("HGETALL", "h").IsMap);
        Assert.True(Do("SMEMBERS", "none").IsSet);
        Assert.True(Do("LPOP", "none", "1").IsNullArray);
        Assert.False(Do("LPOP", "none").IsNullArray);
    }

    private KeyspaceReply Do(string command, params ReadOnlySpan<string> arguments) => _keyspace.Execute(command, arguments);
}
