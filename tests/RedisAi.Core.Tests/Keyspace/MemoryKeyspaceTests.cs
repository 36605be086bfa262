using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

public sealed class MemoryKeyspaceTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryKeyspace _keyspace;

    public MemoryKeyspaceTests() => _keyspace = new MemoryKeyspace(_time);

    [Fact]
    public void Key_vanishes_when_its_time_is_over()
    {
        Do("SET", "a", "1", "PX", "1500");

        _time.Advance(TimeSpan.FromMilliseconds(1499));
        (KeyspaceReply value, KeyspaceReply left) = (Do("GET", "a"), Do("PTTL", "a"));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(("1", 1), (value.Text, left.Integer));
        Assert.True(Do("GET", "a").IsNull);
        Assert.Equal(0, Do("EXISTS", "a").Integer);
        Assert.Empty(Do("KEYS", "*").Items);
        Assert.Equal(0, Do("DEL", "a").Integer);
    }

    [Theory]
    [InlineData(10_499, 10)]
    [InlineData(10_500, 11)]
    [InlineData(499, 0)]
    public void Seconds_that_are_left_are_rounded(int milliseconds, long seconds)
    {
        Do("SET", "a", "1", "PX", $"{milliseconds}");

        Assert.Equal(seconds, Do("TTL", "a").Integer);
    }

    [Fact]
    public void Hash_or_list_whose_time_is_over_begins_anew()
    {
        Do("HSET", "h", "old", "1");
        Do("RPUSH", "l", "old");
        Do("EXPIRE", "h", "1");
        Do("EXPIRE", "l", "1");
        _time.Advance(TimeSpan.FromSeconds(1));

        Do("HSET", "h", "new", "2");
        Do("RPUSH", "l", "new");

        Assert.Equal("[\"new\", \"2\"]", $"{Do("HGETALL", "h")}");
        Assert.Equal("[\"new\"]", $"{Do("LRANGE", "l", "0", "-1")}");
        Assert.Equal(-1, Do("TTL", "h").Integer);
    }

    [Fact]
    public void Keys_that_nobody_asks_for_again_are_forgotten()
    {
        KeyspaceTable table = new(_time);
        for (int i = 0; i < 10_000; i++)
        {
            table.Set($"{i}", "x"u8.ToArray(), table.Clock.Now + 1);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(table.Entries.Count, 1, 600);
    }

    [Fact]
    public void List_that_grows_at_both_ends_keeps_its_order()
    {
        List<string> expected = [];
        for (int i = 0; i < 100; i++)
        {
            if (i % 3 == 0)
            {
                Do("LPUSH", "l", $"{i}");
                expected.Insert(0, $"{i}");
            }
            else if (i % 7 == 0)
            {
                Assert.Equal(expected[0], Do("LPOP", "l").Text);
                expected.RemoveAt(0);
            }
            else
            {
                Do("RPUSH", "l", $"{i}");
                expected.Add($"{i}");
            }
        }

        Assert.Equal(expected, Do("LRANGE", "l", "0", "-1").Items.Select(static item => item.Text));
        Assert.Equal(expected, Enumerable.Range(0, expected.Count).Select(i => Do("LINDEX", "l", $"{i}").Text));
    }

    [Fact]
    public void Commands_of_several_threads_are_executed_one_after_the_other()
    {
        Parallel.For(0, 8, thread =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Do("INCR", "count");
                Do("HINCRBY", "hash", $"{i % 10}", "1");
                Do("RPUSH", "list", $"{thread}");
            }
        });

        Assert.Equal("8000", Do("GET", "count").Text);
        Assert.All(Do("HVALS", "hash").Items, static value => Assert.Equal("800", value.Text));
        Assert.Equal(8000, Do("LLEN", "list").Integer);
    }

    [Fact]
    public void Commands_under_the_lock_are_one()
    {
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                lock (_keyspace.Lock)
                {
                    Do("INCR", "a");
                    Do("INCR", "b");
                    Assert.Equal(Do("GET", "a"), Do("GET", "b"));
                }
            }
        });

        Assert.Equal("2000", Do("GET", "b").Text);
    }

    [Fact]
    public void Unknown_command_is_repeated_in_part()
    {
        string message = Assert.Throws<KeyspaceException>(() => Do("NOSUCH", new string('x', 300), "b")).Message;

        Assert.Equal($"ERR unknown command 'NOSUCH', with args beginning with: '{new string('x', 128)}' ", message);
    }

    [Fact]
    public void Null_is_misuse()
    {
        Assert.Throws<ArgumentNullException>(() => Do(null!));
        Assert.Throws<ArgumentNullException>(() => Do("SET", "a", null!));
    }

    [Fact]
    public void Replies_compare_and_tell_what_they_are()
    {
        KeyspaceReply array = KeyspaceReply.FromArray([KeyspaceReply.FromText("a"), KeyspaceReply.FromInteger(3), KeyspaceReply.Null]);

        Assert.Equal("[\"a\", (integer) 3, (nil)]", array.ToString());
        Assert.Equal(KeyspaceReplyKind.Array, array.Kind);
        Assert.True(array == KeyspaceReply.FromArray([.. array.Items]));
        Assert.Equal(array.GetHashCode(), KeyspaceReply.FromArray([.. array.Items]).GetHashCode());
        Assert.True(array != KeyspaceReply.FromArray([]));
        Assert.True(KeyspaceReply.FromText("3") != KeyspaceReply.FromInteger(3));
        Assert.True(default(KeyspaceReply).IsNull);
        Assert.Equal("The reply is of the kind Array, not Text.", Assert.Throws<InvalidOperationException>(() => array.Text).Message);
        Assert.Throws<InvalidOperationException>(() => array.Integer);
        Assert.Throws<InvalidOperationException>(() => KeyspaceReply.Null.Items);
        Assert.Throws<ArgumentNullException>(() => KeyspaceReply.FromText(null!));
    }

    private KeyspaceReply Do(string command, params ReadOnlySpan<string> arguments) => _keyspace.Execute(command, arguments);
}
