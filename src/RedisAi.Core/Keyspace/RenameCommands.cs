using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands that give what is under a key another name, or put a copy of it there.</summary>
internal static class RenameCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("rename", 2, 2, Rename).WithKeys(last: 2),
        Write("renamenx", 2, 2, RenameNx).WithKeys(last: 2),
        Write("copy", 2, AnyNumber, Copy).WithKeys(last: 2),
    ];

    private static KeyspaceReply Rename(KeyspaceTable table, KeyspaceArguments arguments)
    {
        (string key, string name) = Names(table, arguments);
        if (key != name)
        {
            table.All.Rename(key, name);
        }

        return Replies.Ok;
    }

    private static KeyspaceReply RenameNx(KeyspaceTable table, KeyspaceArguments arguments)
    {
        (string key, string name) = Names(table, arguments);
        if (table.All.Contains(name))
        {
            return Replies.Flag(false);
        }

        table.All.Rename(key, name);
        return Replies.Flag(true);
    }

    private static (string Key, string Name) Names(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        return table.All.Contains(key) ? (key, arguments.Key(1)) : throw KeyspaceError.NoSuchKey();
    }

    private static KeyspaceReply Copy(KeyspaceTable table, KeyspaceArguments arguments)
    {
        bool replaces = ReplacesTarget(arguments);
        (string source, string target) = (arguments.Key(0), arguments.Key(1));
        if (source == target)
        {
            throw new KeyspaceException("ERR source and destination objects are the same");
        }

        if (table.Find(source) is not { } entry)
        {
            return table.All.Contains(source) ? throw KeyspaceError.WrongType() : Replies.Flag(false);
        }

        if (!replaces && table.All.Contains(target))
        {
            return Replies.Flag(false);
        }

        table.Set(target, CopyOf(entry.Value), entry.ExpiresAt);
        return Replies.Flag(true);
    }

    private static bool ReplacesTarget(KeyspaceArguments arguments)
    {
        bool replaces = false;
        for (int i = 2; i < arguments.Count; i++)
        {
            if (arguments.Is(i, "REPLACE"))
            {
                replaces = true;
            }
            else if (arguments.Is(i, "DB") && i + 1 < arguments.Count)
            {
                if (arguments.Integer(++i) != 0)
                {
                    throw new KeyspaceException("ERR DB index is out of range");
                }
            }
            else
            {
                throw KeyspaceError.Syntax();
            }
        }

        return replaces;
    }

    private static object CopyOf(object value) => value switch
    {
        KeyspaceHash hash => hash.Copy(),
        KeyspaceList list => list.Copy(),
        KeyspaceSet set => set.Copy(),
        _ => value,
    };
}
