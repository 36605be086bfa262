using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

/// <summary>When keys vanish, by the time that has passed and by the time of day.</summary>
public sealed class KeyspaceExpiryTests
{
    private readonly ShiftedTimeProvider _time = new();
    private readonly MemoryKeyspace _keyspace;

    public KeyspaceExpiryTests() => _keyspace = new MemoryKeyspace(_time);

    private long UnixNow => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Theory]
    [InlineData("SET a 1 PXAT {0}")]
    [InlineData("GETEX b PXAT {0}")]
    [InlineData("PEXPIREAT b {0}")]
    public void Time_of_day_that_was_given_is_told_and_comes(string command)
    {
        _time.Manual.Advance(TimeSpan.FromMicroseconds(123_456_700));
        Do("SET b 1");
        long at = UnixNow + 5000;

        Do(string.Format(null, command, at));
        string key = command.Split(' ')[1];
        for (int i = 0; i < 10; i++)
        {
            // Parts of milliseconds make no difference.
            _time.Manual.Advance(TimeSpan.FromMicroseconds(333));
            Assert.Equal(at, Do($"PEXPIRETIME {key}").Integer);
        }

        Do($"COPY {key} c");
        Assert.Equal(1, Do($"EXISTS {key}").Integer);
        _time.Manual.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, Do($"EXISTS {key} c").Integer);
    }

    [Fact]
    public void Seconds_of_the_day_are_those_that_were_given()
    {
        long at = (UnixNow / 1000) + 100;

        Do($"SET a 1 EXAT {at}");

        Assert.Equal(at, Do("EXPIRETIME a").Integer);
        Assert.Equal(100, Do("TTL a").Integer);
        Assert.Equal(-2, Do("EXPIRETIME b").Integer);
    }

    [Fact]
    public void Clock_that_is_set_changes_no_time_to_live_but_what_the_time_of_day_means()
    {
        Do("SET a 1 EX 100");
        Do($"SET b 1 PXAT {UnixNow + 100_000}");

        _time.Shift = TimeSpan.FromHours(1);

        Assert.Equal(100, Do("TTL a").Integer);
        Do($"SET c 1 PXAT {UnixNow + 5000}");
        Assert.Equal(5, Do("TTL c").Integer);
        Assert.Equal(UnixNow + 5000, Do("PEXPIRETIME c").Integer);
    }

    [Fact]
    public void Time_that_is_over_leaves_nothing()
    {
        Do("MSET a 1 b 1 c 1");

        Assert.Equal(1, Do($"EXPIREAT a {(UnixNow / 1000) - 1}").Integer);
        Assert.Equal(1, Do("PEXPIREAT b -9223372036854775808").Integer);
        Assert.Equal("1", Do("GETEX c EXAT 1").Text);
        Assert.Equal("OK", Do("SET d 1 EXAT 1").Text);

        Assert.Equal(0, Do("EXISTS a b c d").Integer);
    }

    [Theory]
    [InlineData("a", "NX", 1)]
    [InlineData("a", "XX", 0)]
    [InlineData("a", "GT", 0)]
    [InlineData("a", "LT", 1)]
    [InlineData("timed", "NX", 0)]
    [InlineData("timed", "XX", 1)]
    [InlineData("timed", "xx gt", 1)]
    [InlineData("timed", "GT", 1)]
    [InlineData("timed", "LT", 0)]
    public void Options_say_which_expiry_may_be_replaced(string key, string options, long expected)
    {
        Do("SET a 1");
        Do("SET timed 1 EX 100");

        Assert.Equal(expected, Do($"EXPIRE {key} 200 {options}").Integer);

        Assert.Equal(expected == 1 ? 200 : key == "a" ? -1 : 100, Do($"TTL {key}").Integer);
    }

    [Theory]
    [InlineData("SETRANGE timed 1 x")]
    [InlineData("APPEND timed x")]
    [InlineData("INCR timed")]
    [InlineData("SET timed 2 KEEPTTL")]
    [InlineData("GETEX timed")]
    public void Change_of_a_text_keeps_its_expiry(string line)
    {
        Do("SET timed 1 EX 100");

        Do(line);

        Assert.Equal(100, Do("TTL timed").Integer);
    }

    [Fact]
    public void Renamed_key_keeps_its_expiry_and_not_that_of_what_it_replaces()
    {
        Do("SET timed 1 EX 100");
        Do("SET a 1");

        Do("RENAME timed a");
        Assert.Equal(100, Do("TTL a").Integer);
        Do("SET b 1");
        Do("RENAME b a");

        Assert.Equal(-1, Do("TTL a").Integer);
    }

    private KeyspaceReply Do(string line)
    {
        string[] words = line.Split(' ');
        return _keyspace.Execute(words[0], words.AsSpan(1));
    }

    /// <summary>Virtual time whose time of day can be set.</summary>
    private sealed class ShiftedTimeProvider : TimeProvider
    {
        public ManualTimeProvider Manual { get; } = new();

        public TimeSpan Shift { get; set; }

        public override long TimestampFrequency => Manual.TimestampFrequency;

        public override long GetTimestamp() => Manual.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => Manual.GetUtcNow() + Shift;
    }
}
