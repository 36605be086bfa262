using System.Buffers.Binary;
using RedisAi.StreamHost;
using RedisAi.Testing;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

/// <summary>Writes messages into the stream, knows what must come of each, and compares it with what is there.</summary>
/// <param name="database">Where the streams are.</param>
/// <param name="random">Chooses sessions and values.</param>
/// <param name="sessions">How many sessions there are.</param>
internal sealed class StreamFeed(IDatabase database, Random random, int sessions)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, (string Session, long Sum, long Number)> _expected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Sum, long Number)> _last = new(StringComparer.Ordinal);

    /// <summary>How many messages were written.</summary>
    public int Count => _expected.Count;

    /// <summary>Writes messages of sessions that chance chooses.</summary>
    public async Task WriteAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await WriteAsync($"s{random.Next(sessions)}", random.Next(1000));
        }
    }

    /// <summary>Writes a message.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> WriteAsync(string session, long x)
    {
        string id = await WriteUnexpectedAsync(session, x);
        (long sum, long number) = _last.GetValueOrDefault(session);
        _last[session] = ((31 * sum) + x, number + 1);
        _expected[id] = (session, (31 * sum) + x, number + 1);
        return id;
    }

    /// <summary>Writes a message of which nothing is to come.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> WriteUnexpectedAsync(string session, long x)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, x);
        return (await database.StreamAddAsync(WorkerHost.Input, [new NameValueEntry("session", session), new NameValueEntry("x", bytes)])).ToString();
    }

    /// <summary>Waits until nothing is left to do, and throws unless each message has its output once, and what was expected.</summary>
    /// <param name="name">What this is about, for the message.</param>
    /// <param name="patience">How long to wait; null for as long as usual.</param>
    public async Task CheckAsync(string name, TimeSpan? patience = null)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (await LeftAsync() is var left && left > 0)
        {
            if (TimeProvider.System.GetElapsedTime(started) > (patience ?? Eventually.Limit))
            {
                Assert.Fail($"{name}: {left} of {Count} messages are not ended.");
            }

            await Task.Delay(s_pause, TimeProvider.System);
        }

        await CompareAsync(name);
    }

    /// <summary>How many messages were not ended yet.</summary>
    private async Task<long> LeftAsync()
    {
        StreamGroupInfo[] groups = await database.KeyExistsAsync(WorkerHost.Input) ? await database.StreamGroupInfoAsync(WorkerHost.Input) : [];
        return groups.Length == 0 ? Count : groups[0].PendingMessageCount + (groups[0].Lag ?? 0);
    }

    private async Task CompareAsync(string name)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        Dictionary<string, long> numbers = new(StringComparer.Ordinal);
        foreach (StreamEntry entry in await database.StreamRangeAsync(WorkerHost.Output))
        {
            string source = entry["source"].ToString();
            string session = entry["session"].ToString();
            seen[source] = seen.GetValueOrDefault(source) + 1;
            (long sum, long number) = (Value(entry, "sum"), Value(entry, "number"));
            Assert.True(_expected.TryGetValue(source, out (string Session, long Sum, long Number) expected), $"{name}: there is an output of {source}, of which none was expected.");
            Assert.True(
                (session, sum, number) == expected, $"{name}: of message {source} came ({session}, {sum}, {number}), and {expected} was expected.");
            Assert.True(number == numbers.GetValueOrDefault(session) + 1, $"{name}: the outputs of session {session} are out of order at {source}.");
            numbers[session] = number;
        }

        string[] missing = [.. _expected.Keys.Where(id => !seen.ContainsKey(id))];
        string[] twice = [.. seen.Where(static pair => pair.Value > 1).Select(static pair => pair.Key)];
        Assert.True(missing.Length == 0, $"{name}: {missing.Length} of {Count} messages have no output, the first of them {missing.FirstOrDefault()}.");
        Assert.True(twice.Length == 0, $"{name}: {twice.Length} messages have several outputs, the first of them {twice.FirstOrDefault()}.");
        await CompareStatesAsync(name);
    }

    private async Task CompareStatesAsync(string name)
    {
        foreach ((string session, (long sum, long number)) in _last)
        {
            long total = Value(await database.StringGetAsync($"ai:{{{session}}}/{SumModel.Key}/total"));
            long count = Value(await database.StringGetAsync($"ai:{{{session}}}/{SumModel.Key}/count"));
            Assert.True((total, count) == (sum, number), $"{name}: the states of session {session} are ({total}, {count}), and ({sum}, {number}) was expected.");
        }
    }

    private static long Value(StreamEntry entry, string field) => Value(entry[field]);

    private static long Value(RedisValue value)
    {
        using AiTensor tensor = new StreamField("", (byte[]?)value).ToTensor();
        return tensor.AsSpan<long>()[0];
    }
}
