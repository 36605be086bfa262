using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on the ends of lists, and what they have.</summary>
internal static class ListCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("rpush", 2, AnyNumber, static (table, arguments) => Push(table, arguments, atLast: true)),
        Write("lpush", 2, AnyNumber, static (table, arguments) => Push(table, arguments, atLast: false)),
        Write("rpushx", 2, AnyNumber, static (table, arguments) => PushIfPresent(table, arguments, atLast: true)),
        Write("lpushx", 2, AnyNumber, static (table, arguments) => PushIfPresent(table, arguments, atLast: false)),
        Write("rpop", 1, 2, static (table, arguments) => Pop(table, arguments, static list => list.RemoveLast())),
        Write("lpop", 1, 2, static (table, arguments) => Pop(table, arguments, static list => list.RemoveFirst())),
        Read("llen", 1, 1, static (table, arguments) => KeyspaceReply.FromInteger(Find(table, arguments)?.Count ?? 0)),
        Read("lrange", 3, 3, Range),
        Read("lindex", 2, 2, Index),
    ];

    /// <summary>Negative indices count from the end.</summary>
    public static long FromStart(long index, int count) => index < 0 ? index + count : index;

    /// <summary>The part of a list from one index to another, both included: where it begins and ends, the end not included.</summary>
    public static (int First, int End) PartOf(KeyspaceList list, long first, long last)
    {
        int from = (int)Math.Clamp(FromStart(first, list.Count), 0, list.Count);
        int end = (int)Math.Clamp(Math.Min(FromStart(last, list.Count), list.Count - 1) + 1, from, list.Count);
        return (from, end);
    }

    private static KeyspaceList? Find(KeyspaceTable table, KeyspaceArguments arguments) => table.Get<KeyspaceList>(arguments.Key(0));

    private static KeyspaceReply Push(KeyspaceTable table, KeyspaceArguments arguments, bool atLast)
    {
        string key = arguments.Key(0);
        KeyspaceList list = table.GetOrAdd<KeyspaceList>(key);
        for (int i = 1; i < arguments.Count; i++)
        {
            list.Add(arguments.Copy(i), atLast);
        }

        table.Changed(key);
        return KeyspaceReply.FromInteger(list.Count);
    }

    private static KeyspaceReply PushIfPresent(KeyspaceTable table, KeyspaceArguments arguments, bool atLast) =>
        Find(table, arguments) is null ? KeyspaceReply.FromInteger(0) : Push(table, arguments, atLast);

    private static KeyspaceReply Pop(KeyspaceTable table, KeyspaceArguments arguments, Func<KeyspaceList, byte[]> pop)
    {
        string key = arguments.Key(0);
        long? count = arguments.Count == 2 ? arguments.Positive(1) : null;
        if (table.Get<KeyspaceList>(key) is not { } list)
        {
            return count is null ? KeyspaceReply.Null : KeyspaceReply.NullArray();
        }

        if (count == 0)
        {
            return Replies.Empty;
        }

        KeyspaceReply reply = count is { } several ? PopMany(list, several, pop) : KeyspaceReply.FromBytes(pop(list));
        table.Changed(key);
        return reply;
    }

    private static KeyspaceReply PopMany(KeyspaceList list, long count, Func<KeyspaceList, byte[]> pop)
    {
        KeyspaceReply[] items = new KeyspaceReply[Math.Min(count, list.Count)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = KeyspaceReply.FromBytes(pop(list));
        }

        return KeyspaceReply.FromArray(items);
    }

    private static KeyspaceReply Range(KeyspaceTable table, KeyspaceArguments arguments)
    {
        long first = arguments.Integer(1);
        long last = arguments.Integer(2);
        if (Find(table, arguments) is not { } list)
        {
            return Replies.Empty;
        }

        (int from, int end) = PartOf(list, first, last);
        KeyspaceReply[] items = new KeyspaceReply[end - from];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = KeyspaceReply.FromBytes(list[from + i]);
        }

        return KeyspaceReply.FromArray(items);
    }

    private static KeyspaceReply Index(KeyspaceTable table, KeyspaceArguments arguments)
    {
        if (Find(table, arguments) is not { } list)
        {
            return KeyspaceReply.Null;
        }

        long index = FromStart(arguments.Integer(1), list.Count);
        return index >= 0 && index < list.Count ? KeyspaceReply.FromBytes(list[(int)index]) : KeyspaceReply.Null;
    }
}
