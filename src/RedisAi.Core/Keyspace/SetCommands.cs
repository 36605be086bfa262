using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on members of sets.</summary>
internal static class SetCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("sadd", 2, AnyNumber, Add),
        Write("srem", 2, AnyNumber, Remove),
        Write("smove", 3, 3, Move).WithKeys(last: 2),
        Read("smembers", 1, 1, static (table, arguments) => Replies.Members(Find(table, arguments))),
        Read("sismember", 2, 2, static (table, arguments) => Replies.Flag(Find(table, arguments)?.Contains(arguments.Member(1)) == true)),
        Read("smismember", 2, AnyNumber, AreMembers),
        Read("scard", 1, 1, static (table, arguments) => KeyspaceReply.FromInteger(Find(table, arguments)?.Count ?? 0)),
    ];

    private static KeyspaceSet? Find(KeyspaceTable table, KeyspaceArguments arguments) => table.Get<KeyspaceSet>(arguments.Key(0));

    private static KeyspaceReply Add(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        KeyspaceSet set = table.GetOrAdd<KeyspaceSet>(key);
        int added = 0;
        for (int i = 1; i < arguments.Count; i++)
        {
            added += set.TryAdd(arguments.Member(i)) ? 1 : 0;
        }

        if (added > 0)
        {
            table.Changed(key);
        }

        return KeyspaceReply.FromInteger(added);
    }

    private static KeyspaceReply Remove(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        int removed = 0;
        if (table.Get<KeyspaceSet>(key) is { } set)
        {
            for (int i = 1; i < arguments.Count; i++)
            {
                removed += set.Remove(arguments.Member(i)) ? 1 : 0;
            }
        }

        if (removed > 0)
        {
            table.Changed(key);
        }

        return KeyspaceReply.FromInteger(removed);
    }

    private static KeyspaceReply Move(KeyspaceTable table, KeyspaceArguments arguments)
    {
        (string source, string target) = (arguments.Key(0), arguments.Key(1));
        ByteString member = arguments.Member(2);
        if (table.Get<KeyspaceSet>(source) is not { } from)
        {
            return Replies.Flag(false);
        }

        KeyspaceSet? to = table.Get<KeyspaceSet>(target);
        if (from == to || !from.Contains(member))
        {
            return Replies.Flag(from.Contains(member));
        }

        from.Remove(member);
        table.Changed(source);
        if (table.GetOrAdd<KeyspaceSet>(target).TryAdd(member))
        {
            table.Changed(target);
        }

        return Replies.Flag(true);
    }

    private static KeyspaceReply AreMembers(KeyspaceTable table, KeyspaceArguments arguments)
    {
        KeyspaceSet? set = Find(table, arguments);
        KeyspaceReply[] flags = new KeyspaceReply[arguments.Count - 1];
        for (int i = 0; i < flags.Length; i++)
        {
            flags[i] = Replies.Flag(set?.Contains(arguments.Member(i + 1)) == true);
        }

        return KeyspaceReply.FromArray(flags);
    }
}
