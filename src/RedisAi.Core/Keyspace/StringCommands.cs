using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on texts as a whole.</summary>
internal static class StringCommands
{
    /// <summary>The longest text, in bytes; Redis' limit.</summary>
    public const int MaxLength = 512 * 1024 * 1024;

    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Read("get", 1, 1, static (table, arguments) => Replies.TextOrNull(table.Get<byte[]>(arguments.Key(0)))),
        Write("set", 2, AnyNumber, Set),
        Write("setnx", 2, 2, SetNx),
        Write("setex", 3, 3, static (table, arguments) => SetEx(table, arguments, ExpiryUnit.FromNowSeconds, "setex")),
        Write("psetex", 3, 3, static (table, arguments) => SetEx(table, arguments, ExpiryUnit.FromNowMilliseconds, "psetex")),
        Write("getset", 2, 2, GetSet),
        Write("getdel", 1, 1, GetDel),
        Write("getex", 1, AnyNumber, GetEx),
        Read("mget", 1, AnyNumber, MGet).WithKeys(last: -1),
        Write("mset", 2, AnyNumber, MSet).WithKeys(last: -1, step: 2),
        Write("msetnx", 2, AnyNumber, MSetNx).WithKeys(last: -1, step: 2),
    ];

    private static KeyspaceReply Set(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        TextOptions options = TextOptions.OfSet(arguments);
        long? expiresAt = options.Expiry(table, arguments, "set");
        KeyspaceReply before = options.Gets ? Replies.TextOrNull(table.Get<byte[]>(key)) : Replies.Ok;
        if ((options.OnlyAbsent || options.OnlyPresent) && options.OnlyAbsent == table.All.Contains(key))
        {
            return options.Gets ? before : KeyspaceReply.Null;
        }

        if (options.KeepsExpiry)
        {
            table.All.TryGetExpiry(key, out expiresAt);
        }

        table.Set(key, arguments.Copy(1), expiresAt);
        return before;
    }

    private static KeyspaceReply SetNx(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        if (table.All.Contains(key))
        {
            return Replies.Flag(false);
        }

        table.Set(key, arguments.Copy(1));
        return Replies.Flag(true);
    }

    private static KeyspaceReply SetEx(KeyspaceTable table, KeyspaceArguments arguments, ExpiryUnit unit, string command)
    {
        long expiresAt = unit.ExpiryOfWrite(table.Clock, arguments.Integer(1), command);
        table.Set(arguments.Key(0), arguments.Copy(2), expiresAt);
        return Replies.Ok;
    }

    private static KeyspaceReply GetSet(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        KeyspaceReply before = Replies.TextOrNull(table.Get<byte[]>(key));
        table.Set(key, arguments.Copy(1));
        return before;
    }

    private static KeyspaceReply GetDel(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        KeyspaceReply before = Replies.TextOrNull(table.Get<byte[]>(key));
        table.Remove(key);
        return before;
    }

    private static KeyspaceReply GetEx(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        TextOptions options = TextOptions.OfGetEx(arguments);
        if (table.Get<byte[]>(key) is not { } text)
        {
            return KeyspaceReply.Null;
        }

        long? expiresAt = options.Expiry(table, arguments, "getex");
        if (options.Expires || (options.Persists && table.Find(key) is { ExpiresAt: not null }))
        {
            table.All.SetExpiry(key, expiresAt);
        }

        return KeyspaceReply.FromBytes(text);
    }

    private static KeyspaceReply MGet(KeyspaceTable table, KeyspaceArguments arguments)
    {
        KeyspaceReply[] values = new KeyspaceReply[arguments.Count];
        for (int i = 0; i < values.Length; i++)
        {
            // What is no text counts as absent.
            values[i] = Replies.TextOrNull(table.Find(arguments.Key(i))?.Value as byte[]);
        }

        return KeyspaceReply.FromArray(values);
    }

    private static KeyspaceReply MSet(KeyspaceTable table, KeyspaceArguments arguments)
    {
        ThrowUnlessPairs(arguments, "mset");
        SetAll(table, arguments);
        return Replies.Ok;
    }

    private static KeyspaceReply MSetNx(KeyspaceTable table, KeyspaceArguments arguments)
    {
        ThrowUnlessPairs(arguments, "msetnx");
        for (int i = 0; i < arguments.Count; i += 2)
        {
            if (table.All.Contains(arguments.Key(i)))
            {
                return Replies.Flag(false);
            }
        }

        SetAll(table, arguments);
        return Replies.Flag(true);
    }

    private static void ThrowUnlessPairs(KeyspaceArguments arguments, string command)
    {
        if (arguments.Count % 2 != 0)
        {
            throw KeyspaceError.WrongArity(command);
        }
    }

    private static void SetAll(KeyspaceTable table, KeyspaceArguments arguments)
    {
        for (int i = 0; i < arguments.Count; i += 2)
        {
            table.Set(arguments.Key(i), arguments.Copy(i + 1));
        }
    }
}
