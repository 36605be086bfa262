using System.Globalization;
using System.Text;

namespace RedisAi.Tests.Keyspace;

/// <summary>Makes commands as clients might send them, most of them sensible, from patterns of words.</summary>
/// <remarks>In a pattern K is a key, F a field or member, V a value, M and N small numbers, N now and then a very large one, T and U a time to live and a time of day, and words in braces are options, of which some are taken.</remarks>
internal sealed class RandomCommands(int seed)
{
    private static readonly string[] s_patterns =
    [
        "SET K V {NX|XX|GET|KEEPTTL|EX T|PX T000|EXAT U|PXAT U000|EX|EX 0|EX x|PX -1|FOO}", "SET K V", "SET K M", "SET K R", "GET K", "SETNX K V", "SETEX K T V", "SETEX K 0 V", "PSETEX K T000 V", "PSETEX K x V",
        "GETSET K V", "GETDEL K", "GETEX K {PERSIST|EX T|PX T000|EXAT U|PXAT U000|EX|EX 0|EX x|KEEPTTL|NX|EXAT 1}", "MGET K K K", "MSET K V K M", "MSETNX K V K V", "MSET K V K",
        "APPEND K V", "STRLEN K", "GETRANGE K N N", "SUBSTR K N N", "SETRANGE K N V", "SETRANGE K 536870911 ab", "SETRANGE K N ",
        "INCR K", "DECR K", "INCRBY K M", "DECRBY K M", "INCRBY large 9223372036854775807", "INCRBY large N", "DECRBY large N", "DECRBY K -9223372036854775808", "INCRBYFLOAT K R", "INCRBYFLOAT K M", "INCRBYFLOAT K V",
        "HSET K F V", "HSET K F V F M F R", "HSET K F V F", "HMSET K F V F V", "HMSET K F V F", "HSETNX K F V", "HGET K F", "HMGET K F F F", "HGETALL K", "HKEYS K", "HVALS K", "HDEL K F", "HDEL K F F F",
        "HEXISTS K F", "HLEN K", "HSTRLEN K F", "HINCRBY K F M", "HINCRBY hlarge F N", "HINCRBYFLOAT K F R", "HINCRBYFLOAT K F V", "HINCRBYFLOAT K F inf",
        "RPUSH K V", "LPUSH K V V V", "RPUSH K F F F", "RPUSHX K F", "LPUSHX K F F", "RPOP K", "LPOP K", "LPOP K N", "RPOP K N", "LLEN K", "LRANGE K N N", "LINDEX K N", "LSET K N F", "LREM K N F", "LTRIM K N N", "LTRIM K 0 20",
        "LINSERT K BEFORE F V", "LINSERT K after F V", "LINSERT K near F V", "RPOPLPUSH K K", "LMOVE K K LEFT RIGHT", "LMOVE K K right left", "LMOVE K K RIGHT RIGHT", "LMOVE K K UP LEFT",
        "LPOS K F {RANK N|COUNT N|MAXLEN N|FOO 1|COUNT}", "LREM K -9223372036854775808 F",
        "SADD K F", "SADD K F F N", "SREM K F", "SREM K F F", "SMEMBERS K", "SISMEMBER K F", "SMISMEMBER K F F", "SCARD K", "SMOVE K K F", "SPOP K 100", "SPOP K 0", "SPOP K -1", "SPOP K 1 2", "SRANDMEMBER K 100", "SRANDMEMBER K 0", "SRANDMEMBER K x",
        "SINTER K K", "SUNION K K", "SDIFF K K", "SINTER K", "SINTERSTORE K K K", "SUNIONSTORE K K K", "SDIFFSTORE K K K",
        "DEL K", "DEL K K K", "UNLINK K K", "EXISTS K K", "TOUCH K K", "TYPE K", "KEYS *", "KEYS k[0-4]", "KEYS ?1", "DBSIZE", "RANDOMKEY",
        "RENAME K K", "RENAMENX K K", "COPY K K {REPLACE|DB 0|DB x|FOO|DB}",
        "EXPIRE K T {NX|XX|GT|LT|FOO}", "PEXPIRE K T000 {NX|XX|GT|LT}", "EXPIREAT K U {NX|XX|GT|LT}", "PEXPIREAT K U000", "EXPIRE K -1", "EXPIREAT K 1", "EXPIRE K x", "EXPIRE K 9223372036854775807", "PEXPIREAT K -5",
        "PERSIST K", "TTL K", "PTTL K", "EXPIRETIME K", "PEXPIRETIME K",
        "SCAN 0 {MATCH k*|COUNT N|TYPE string|TYPE hash|TYPE nonsense|MATCH|COUNT 3}", "HSCAN K 0 {MATCH f*|COUNT N|TYPE hash}", "SSCAN K 0 {MATCH *1|COUNT N}", "SCAN x", "HSCAN K x",
        "MEMORY USAGE K", "MEMORY USAGE K SAMPLES N", "MEMORY USAGE K FOO", "MEMORY USAGE", "MEMORY FOO", "MEMORY", "OBJECT ENCODING", "OBJECT FOO", "OBJECT ENCODING K K",
        "PING", "PING V", "ECHO V", "FLUSHDB FOO", "FLUSHALL ASYNC FOO",
    ];

    // Kinds of values are as likely as one another, but a command mostly finds the kind that it is for.
    private static readonly string[] s_kinds = ["s", "h", "l", "t"];

    private static readonly HashSet<string> s_forAnyKind =
    [
        "DEL", "UNLINK", "EXISTS", "TOUCH", "TYPE", "KEYS", "RANDOMKEY", "RENAME", "RENAMENX", "COPY", "SCAN", "MEMORY", "OBJECT",
        "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "PERSIST", "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME",
    ];

    private readonly Random _random = new(seed);
    private int _durations;

    public byte[][] Next()
    {
        // Rarely all is gone, so that much is there most of the time.
        string pattern = _random.Next(400) == 0 ? Choose("FLUSHALL SYNC", "FLUSHDB") : Choose(s_patterns);
        int options = pattern.IndexOf('{', StringComparison.Ordinal);
        List<string> words = [.. (options < 0 ? pattern : pattern[..options].TrimEnd()).Split(' ')];
        if (options >= 0)
        {
            string[] choices = pattern[(options + 1)..^1].Split('|');
            for (int i = _random.Next(4); i > 1; i--)
            {
                words.AddRange(Choose(choices).Split(' '));
            }
        }

        // Now and then a word is missing or there is one too many; without a count, members would come by chance.
        int accident = _random.Next(60);
        if (accident == 0 && words.Count > 1 && words[0] is not ("SPOP" or "SRANDMEMBER"))
        {
            words.RemoveAt(words.Count - 1);
        }
        else if (accident == 1)
        {
            words.Add("extra");
        }

        string? kind = KindOf(words[0]);
        return [.. words.Select((word, place) => place == 0 ? Encoding.ASCII.GetBytes(word) : Expand(word, kind))];
    }

    /// <summary>The kind of the keys that a command is for; null for any.</summary>
    private static string? KindOf(string command) => command[0] switch
    {
        _ when s_forAnyKind.Contains(command) => null,
        'H' => "h",
        'L' or 'R' => "l",
        'S' when command is not ("SET" or "SETNX" or "SETEX" or "SETRANGE" or "STRLEN" or "SUBSTR") => "t",
        _ => "s",
    };

    private byte[] Expand(string word, string? kind) => word switch
    {
        "K" => Encoding.ASCII.GetBytes($"k{(kind is null || _random.Next(8) == 0 ? Choose(s_kinds) : kind)}{_random.Next(4)}"),
        "F" => _random.Next(12) == 0 ? [0xFF, 0, (byte)_random.Next(3)] : Encoding.ASCII.GetBytes($"f{_random.Next(6)}"),
        "V" => Value(),
        "M" => Number(_random.Next(3)),
        "N" => Number(_random.Next(5)),

        // Eighths, which have no rounding error in Redis, either.
        "R" => Encoding.ASCII.GetBytes(Choose("1.5", "-0.25", "3", "0.125", "1e3", "-7.125", "10.50", "0", "100000")),
        "T" or "T000" => Encoding.ASCII.GetBytes($"{Duration()}{word[1..]}"),

        // Days of the year 2100.
        "U" or "U000" => Encoding.ASCII.GetBytes($"{4_102_444_800 + (_random.Next(5) * 100_000L)}{word[1..]}"),
        _ => Encoding.ASCII.GetBytes(word),
    };

    /// <summary>
    /// Some seconds, as never before, and by 40 at least: of two equal ones that begin at different times, GT and LT ask which is longer, and two servers
    /// whose clocks tick apart answer differently.
    /// </summary>
    private int Duration() => ((_random.Next(5) + 1) * 1_000_000) + (40 * (_durations++ % 20_000));

    private byte[] Value() => _random.Next(6) switch
    {
        0 => [],
        1 => [0x80, (byte)_random.Next(256), 0x0D, 0x0A, 0],
        2 => Encoding.ASCII.GetBytes(new string('x', _random.Next(60))),
        3 => Encoding.UTF8.GetBytes("größe"),
        _ => Encoding.ASCII.GetBytes($"v{_random.Next(10)}"),
    };

    /// <summary>A small number; rarely the special one instead.</summary>
    private byte[] Number(int special) => Encoding.ASCII.GetBytes(_random.Next(4) > 0 ? (_random.Next(16) - 6).ToString(CultureInfo.InvariantCulture) : special switch
    {
        0 => "x",
        1 => "01",
        2 => "",
        3 => "9223372036854775807",
        _ => "-9223372036854775807",
    });

    private string Choose(params string[] choices) => choices[_random.Next(choices.Length)];
}
