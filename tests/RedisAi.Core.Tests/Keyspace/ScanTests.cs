using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

public sealed class ScanTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeOtherKeys _others;
    private readonly MemoryKeyspace _keyspace;

    public ScanTests()
    {
        _others = new FakeOtherKeys(_time);
        _keyspace = new MemoryKeyspace(_time, _others);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Key_that_is_there_all_the_time_is_found_once_while_others_come_and_go(int seed)
    {
        Random random = new(seed);
        List<string> stay = [];
        for (int i = 0; i < 200; i++)
        {
            stay.Add($"stay{i}");
            AddSomewhere(stay[^1], inOthers: i % 3 == 0);
        }

        List<string> found = [];
        string cursor = "0";
        int steps = 0;
        do
        {
            KeyspaceReply reply = Do("SCAN", cursor, "COUNT", "5");
            cursor = reply.Items[0].Text;
            found.AddRange(reply.Items[1].Items.Select(static key => key.Text));
            steps++;
            for (int i = 0; i < 50; i++)
            {
                string guest = $"guest{random.Next(2000)}";
                if (steps % 10 < 5)
                {
                    Do("DEL", guest);
                    AddSomewhere(guest, random.Next(2) == 0);
                }
                else
                {
                    Do("DEL", guest);
                }
            }

            // What is under a key may become something else meanwhile.
            string changed = stay[random.Next(stay.Count)];
            Do("DEL", changed);
            AddSomewhere(changed, random.Next(2) == 0);
        }
        while (cursor != "0");

        Assert.InRange(steps, 10, 1000);
        Assert.Equal(stay.Order(StringComparer.Ordinal), found.Where(static key => key.StartsWith("stay", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Many_keys_elsewhere_are_looked_at_only_so_often()
    {
        for (int i = 0; i < 10_000; i++)
        {
            _others.Add($"t{i}");
            Do("SET", $"s{i}", "x");
        }

        Assert.Equal(20_000, All("SCAN").Distinct().Count());
        Assert.InRange(_others.Looks, 64, 150);
    }

    [Fact]
    public void What_has_expired_is_not_found()
    {
        Do("SET", "a", "1", "EX", "1");
        Do("SET", "b", "1");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["b"], All("SCAN"));
    }

    [Fact]
    public void Options_choose()
    {
        Do("MSET", "user:1", "a", "user:2", "b", "other", "c");
        Do("RPUSH", "user:list", "a");

        Assert.Equal(["user:1", "user:2"], All("SCAN", "MATCH", "user:?").Order());
        Assert.Equal(["user:list"], All("SCAN", "TYPE", "LIST", "count", "1"));
        Assert.Empty(All("SCAN", "TYPE", "nonsense"));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1000)]
    public void Fields_and_members_are_found_whatever_they_are(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Do("HSET", "h", $"f{i}", $"{i}");
            Do("SADD", "s", $"m{i}");
        }

        string[] fields = All("HSCAN", "h", "COUNT", "50");
        string[] members = All("SSCAN", "s");

        Assert.Equal(2 * count, fields.Length);
        Assert.All(fields.Chunk(2), static pair => Assert.Equal($"f{pair[1]}", pair[0]));
        Assert.Equal(count, members.Distinct().Count());
        Assert.Equal(["f3", "3"], All("HSCAN", "h", "MATCH", "?3", "COUNT", "100000"));
        Assert.Equal(["m4"], All("SSCAN", "s", "MATCH", "?4"));
    }

    [Theory]
    [InlineData("SCAN x", "ERR invalid cursor")]
    [InlineData("SCAN 99999999999999999999", "ERR invalid cursor")]
    [InlineData("SCAN 0 COUNT 0", "ERR syntax error")]
    [InlineData("SCAN 0 COUNT x", "ERR value is not an integer or out of range")]
    [InlineData("SCAN 0 MATCH", "ERR syntax error")]
    [InlineData("HSCAN h 0 TYPE string", "ERR syntax error")]
    [InlineData("SSCAN none x", "ERR invalid cursor")]
    public void What_makes_no_sense_is_refused(string line, string expected)
    {
        Do("HSET", "h", "a", "1");
        string[] words = line.Split(' ');

        Assert.Equal(expected, Assert.Throws<KeyspaceException>(() => Do(words[0], words.AsSpan(1))).Message);
    }

    [Fact]
    public void Cursor_that_nobody_gave_ends_the_walk()
    {
        Do("SET", "a", "1");

        Assert.Equal("[\"0\", []]", $"{Do("SCAN", "18446744073709551615")}");
    }

    private void AddSomewhere(string key, bool inOthers)
    {
        if (inOthers)
        {
            _others.Add(key);
        }
        else
        {
            Do("SET", key, "x");
        }
    }

    private string[] All(string command, params string[] arguments)
    {
        // The cursor is the first argument of SCAN, and the second of the others.
        int place = command == "SCAN" ? 0 : 1;
        List<string> found = [];
        string cursor = "0";
        do
        {
            KeyspaceReply reply = Do(command, [.. arguments[..place], cursor, .. arguments[place..]]);
            cursor = reply.Items[0].Text;
            found.AddRange(reply.Items[1].Items.Select(static item => item.Text));
        }
        while (cursor != "0");

        return [.. found];
    }

    private KeyspaceReply Do(string command, params ReadOnlySpan<string> arguments) => _keyspace.Execute(command, arguments);
}
