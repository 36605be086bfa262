using System.Text;
using RedisAi.StreamHost;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>What must have come of the messages that the stream has, by a reference that goes one by one; compared with outputs and states while nobody writes.</summary>
/// <param name="tag">The hash tag of the streams; empty for none.</param>
internal sealed class StreamAccount(string tag)
{
    private readonly Dictionary<string, (long Sum, long Number)> _last = new(StringComparer.Ordinal);
    private string _lastInput = "0-0";
    private string _lastOutput = "0-0";

    public string Input => $"{tag}{WorkerHost.Input}";

    public string Output => $"{tag}{WorkerHost.Output}";

    /// <summary>The database was emptied.</summary>
    public void Forget()
    {
        _last.Clear();
        (_lastInput, _lastOutput) = ("0-0", "0-0");
    }

    /// <summary>Whether all that the stream has was ended.</summary>
    public bool IsDone(RedisServer master)
    {
        RespReply group = master.Execute("XINFO", "GROUPS", Input).Items![0];
        RespReply[] last = master.Execute("XREVRANGE", Input, "+", "-", "COUNT", "1").Items!;
        return Field(group, "pending").ToNumber() == 0 && (last.Length == 0 || Field(group, "last-delivered-id").Text == last[0].Items![0].Text);
    }

    /// <summary>Tells who has what, for messages.</summary>
    public string Describe(RedisServer master)
    {
        IEnumerable<string> parts = new string[][] { ["XINFO", "GROUPS", Input], ["XINFO", "CONSUMERS", Input, "redisai"], ["XPENDING", Input, "redisai", "-", "+", "20"], ["HGETALL", $"ai-consumers:{Input}/redisai"], ["TIME"] }
            .Select(command => $"{string.Join(' ', command)}: {Flat(master.Execute(command))}");
        return string.Join('\n', parts);
    }

    /// <summary>Compares what has come since the last time.</summary>
    /// <param name="master">The server that has the streams.</param>
    /// <param name="acknowledged">The messages that must be there.</param>
    /// <param name="tally">Where faults go.</param>
    public void Compare(RedisServer master, IReadOnlyCollection<string> acknowledged, Tally tally)
    {
        Dictionary<string, (string Session, long Sum, long Number)> expected = Expected(master);
        foreach (string id in acknowledged.Where(id => !expected.ContainsKey(id)))
        {
            tally.Lose();
            tally.Fault($"Message {id} was acknowledged, and is gone.");
        }

        CompareOutputs(master, expected, tally);
        foreach ((string session, (long Sum, long Number) state) in _last)
        {
            (long, long) stored = (Stored(master, session, "total"), Stored(master, session, "count"));
            if (stored != state)
            {
                tally.Fault($"The states of session {session} are {stored}, and {state} was expected.");
            }
        }

        if (master.Execute("XLEN", $"{Input}:dead").ToNumber() > 0)
        {
            tally.Fault($"Dead letters: {Flat(master.Execute("XRANGE", $"{Input}:dead", "-", "+", "COUNT", "3"))}");
        }
    }

    /// <summary>What must come of each message that was not looked at yet.</summary>
    private Dictionary<string, (string Session, long Sum, long Number)> Expected(RedisServer master)
    {
        Dictionary<string, (string Session, long Sum, long Number)> expected = new(StringComparer.Ordinal);
        foreach ((string id, RespReply fields) in Entries(master, Input, _lastInput))
        {
            string session = Field(fields, "session").Text;
            (long sum, long number) = _last.GetValueOrDefault(session);
            _last[session] = ((31 * sum) + BitConverter.ToInt64(Encoding.Latin1.GetBytes(Field(fields, "x").Text)), number + 1);
            expected[id] = (session, _last[session].Sum, _last[session].Number);
            _lastInput = id;
        }

        return expected;
    }

    private void CompareOutputs(RedisServer master, Dictionary<string, (string Session, long Sum, long Number)> expected, Tally tally)
    {
        Dictionary<string, long> numbers = new(StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((string id, RespReply fields) in Entries(master, Output, _lastOutput))
        {
            _lastOutput = id;
            string source = Field(fields, "source").Text;
            (string Session, long Sum, long Number) output = (Field(fields, "session").Text, Value(Field(fields, "sum").Text), Value(Field(fields, "number").Text));
            if (!expected.TryGetValue(source, out var due) || !seen.Add(source))
            {
                tally.Fault($"There is {(seen.Contains(source) ? "another" : "an")} output of {source}, {output}, of which none was expected.");
            }
            else if (output != due)
            {
                tally.Fault($"Of message {source} came {output}, and {due} was expected.");
            }
            else if (numbers.GetValueOrDefault(output.Session, due.Number - 1) != due.Number - 1)
            {
                tally.Fault($"The outputs of session {output.Session} are out of order at {source}.");
            }

            numbers[output.Session] = output.Number;
        }

        foreach (string id in expected.Keys.Where(id => !seen.Contains(id)))
        {
            tally.Fault($"Message {id} of session {expected[id].Session} has no output.");
        }
    }

    private static IEnumerable<(string Id, RespReply Fields)> Entries(RedisServer master, string stream, string after) =>
        master.Execute("XRANGE", stream, $"({after}", "+").Items!.Select(static entry => (entry.Items![0].Text, entry.Items[1]));

    private long Stored(RedisServer master, string session, string state)
    {
        RespReply stored = master.Execute("GET", $"ai:{(tag.Length == 0 ? $"{{{session}}}" : $"{tag}:{session}")}/{SumModel.Key}/{state}");
        return stored.Kind == '_' ? 0 : Value(stored.Text);
    }

    private static long Value(string record)
    {
        using AiTensor tensor = new StreamField("", Encoding.Latin1.GetBytes(record)).ToTensor();
        return tensor.AsSpan<long>()[0];
    }

    private static RespReply Field(RespReply fields, string name) => fields.Items![Array.FindIndex(fields.Items, item => item.Text == name) + 1];

    private static string Flat(RespReply reply) => reply.Items is { } items ? $"[{string.Join(' ', items.Select(Flat))}]" : reply.Text;
}
