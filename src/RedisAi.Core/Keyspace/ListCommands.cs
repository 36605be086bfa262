namespace RedisAi.Keyspace;

/// <summary>Commands on lists.</summary>
internal static class ListCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        new("rpush", 2, KeyspaceCommand.AnyNumber, static (table, arguments) => Push(table, arguments, static (list, item) => list.AddLast(item))),
        new("lpush", 2, KeyspaceCommand.AnyNumber, static (table, arguments) => Push(table, arguments, static (list, item) => list.AddFirst(item))),
        new("rpop", 1, 2, static (table, arguments) => Pop(table, arguments, static list => list.RemoveLast())),
        new("lpop", 1, 2, static (table, arguments) => Pop(table, arguments, static list => list.RemoveFirst())),
        new("llen", 1, 1, static (table, arguments) => KeyspaceReply.FromInteger(Find(table, arguments[0])?.Count ?? 0)),
        new("lrange", 3, 3, Range),
        new("lindex", 2, 2, Index),
    ];

    private static KeyspaceList? Find(KeyspaceTable table, string key) => table.Get<KeyspaceList>(key);

    private static KeyspaceReply Push(KeyspaceTable table, ReadOnlySpan<string> arguments, Action<KeyspaceList, string> push)
    {
        KeyspaceList list = table.GetOrAdd<KeyspaceList>(arguments[0]);
        foreach (string item in arguments[1..])
        {
            push(list, item);
        }

        return KeyspaceReply.FromInteger(list.Count);
    }

    private static KeyspaceReply Pop(KeyspaceTable table, ReadOnlySpan<string> arguments, Func<KeyspaceList, string> pop)
    {
        long? count = arguments.Length == 2 ? CountOf(arguments[1]) : null;
        if (Find(table, arguments[0]) is not { } list)
        {
            return KeyspaceReply.Null;
        }

        KeyspaceReply reply = count is { } several ? PopMany(list, several, pop) : KeyspaceReply.FromText(pop(list));
        if (list.Count == 0)
        {
            table.Remove(arguments[0]);
        }

        return reply;
    }

    private static long CountOf(string text) =>
        KeyspaceNumber.TryInteger(text, out long count) && count >= 0 ? count : throw new KeyspaceException("ERR value is out of range, must be positive");

    private static KeyspaceReply PopMany(KeyspaceList list, long count, Func<KeyspaceList, string> pop)
    {
        KeyspaceReply[] items = new KeyspaceReply[Math.Min(count, list.Count)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = KeyspaceReply.FromText(pop(list));
        }

        return KeyspaceReply.FromArray(items);
    }

    private static KeyspaceReply Range(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        long from = KeyspaceNumber.Integer(arguments[1]);
        long to = KeyspaceNumber.Integer(arguments[2]);
        if (Find(table, arguments[0]) is not { } list)
        {
            return KeyspaceReply.FromArray([]);
        }

        int first = (int)Math.Min(Math.Max(FromStart(from, list.Count), 0), list.Count);
        int end = (int)Math.Max(Math.Min(FromStart(to, list.Count), list.Count - 1) + 1, first);
        KeyspaceReply[] items = new KeyspaceReply[end - first];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = KeyspaceReply.FromText(list[first + i]);
        }

        return KeyspaceReply.FromArray(items);
    }

    private static KeyspaceReply Index(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        KeyspaceList? list = Find(table, arguments[0]);
        if (list is null)
        {
            return KeyspaceReply.Null;
        }

        long index = FromStart(KeyspaceNumber.Integer(arguments[1]), list.Count);
        return index >= 0 && index < list.Count ? KeyspaceReply.FromText(list[(int)index]) : KeyspaceReply.Null;
    }

    /// <summary>Negative indices count from the end.</summary>
    private static long FromStart(long index, int count) => index < 0 ? index + count : index;
}
