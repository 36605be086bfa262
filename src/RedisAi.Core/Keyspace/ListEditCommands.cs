using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands within lists.</summary>
internal static class ListEditCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("lset", 3, 3, Set),
        Write("linsert", 4, 4, Insert),
        Write("lrem", 3, 3, Remove),
        Write("ltrim", 3, 3, Trim),
        Read("lpos", 2, AnyNumber, ListPositions.Execute),
    ];

    private static KeyspaceReply Set(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        KeyspaceList list = table.Get<KeyspaceList>(key) ?? throw KeyspaceError.NoSuchKey();
        long index = ListCommands.FromStart(arguments.Integer(1), list.Count);
        if (index < 0 || index >= list.Count)
        {
            throw new KeyspaceException("ERR index out of range");
        }

        list[(int)index] = arguments.Copy(2);
        table.Changed(key);
        return Replies.Ok;
    }

    private static KeyspaceReply Insert(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        bool isAfter = arguments.Is(1, "AFTER");
        if (!isAfter && !arguments.Is(1, "BEFORE"))
        {
            throw KeyspaceError.Syntax();
        }

        if (table.Get<KeyspaceList>(key) is not { } list)
        {
            return KeyspaceReply.FromInteger(0);
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].AsSpan().SequenceEqual(arguments[2]))
            {
                list.Insert(isAfter ? i + 1 : i, arguments.Copy(3));
                table.Changed(key);
                return KeyspaceReply.FromInteger(list.Count);
            }
        }

        return KeyspaceReply.FromInteger(-1);
    }

    private static KeyspaceReply Remove(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        long count = arguments.Integer(1);
        long most = count is 0 or long.MinValue ? long.MaxValue : Math.Abs(count);
        int removed = table.Get<KeyspaceList>(key)?.Remove(arguments[2], most, fromLast: count < 0) ?? 0;
        if (removed > 0)
        {
            table.Changed(key);
        }

        return KeyspaceReply.FromInteger(removed);
    }

    private static KeyspaceReply Trim(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        long first = arguments.Integer(1);
        long last = arguments.Integer(2);
        if (table.Get<KeyspaceList>(key) is { } list)
        {
            (int from, int end) = ListCommands.PartOf(list, first, last);
            list.Trim(from, end);
            table.Changed(key);
        }

        return Replies.Ok;
    }
}
