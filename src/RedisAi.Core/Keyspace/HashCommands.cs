using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on hashes, which keep the order in which their fields were added.</summary>
internal static class HashCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("hset", 3, AnyNumber, static (table, arguments) => KeyspaceReply.FromInteger(Set(table, arguments, "hset"))),
        Write("hmset", 3, AnyNumber, SetMany),
        Write("hsetnx", 3, 3, SetNx),
        Read("hget", 2, 2, static (table, arguments) => Replies.TextOrNull(Find(table, arguments)?.Get(arguments.Member(1)))),
        Read("hmget", 2, AnyNumber, GetMany),
        Read("hgetall", 1, 1, GetAll),
        Read("hkeys", 1, 1, static (table, arguments) => List(table, arguments, static field => Replies.Text(field.Key))),
        Read("hvals", 1, 1, static (table, arguments) => List(table, arguments, static field => KeyspaceReply.FromBytes(field.Value))),
        Write("hdel", 2, AnyNumber, Delete),
        Read("hexists", 2, 2, static (table, arguments) => Replies.Flag(Find(table, arguments)?.Contains(arguments.Member(1)) == true)),
        Read("hlen", 1, 1, static (table, arguments) => KeyspaceReply.FromInteger(Find(table, arguments)?.Count ?? 0)),
        Read("hstrlen", 2, 2, static (table, arguments) => KeyspaceReply.FromInteger(Find(table, arguments)?.Get(arguments.Member(1))?.Length ?? 0)),
    ];

    private static KeyspaceHash? Find(KeyspaceTable table, KeyspaceArguments arguments) => table.Get<KeyspaceHash>(arguments.Key(0));

    private static int Set(KeyspaceTable table, KeyspaceArguments arguments, string command)
    {
        if (arguments.Count % 2 == 0)
        {
            throw KeyspaceError.WrongArity(command);
        }

        string key = arguments.Key(0);
        KeyspaceHash hash = table.GetOrAdd<KeyspaceHash>(key);
        int before = hash.Count;
        for (int i = 1; i < arguments.Count; i += 2)
        {
            hash.Set(arguments.Member(i), arguments.Copy(i + 1));
        }

        table.Changed(key);
        return hash.Count - before;
    }

    private static KeyspaceReply SetMany(KeyspaceTable table, KeyspaceArguments arguments)
    {
        Set(table, arguments, "hmset");
        return Replies.Ok;
    }

    private static KeyspaceReply SetNx(KeyspaceTable table, KeyspaceArguments arguments)
    {
        if (Find(table, arguments)?.Contains(arguments.Member(1)) == true)
        {
            return Replies.Flag(false);
        }

        Set(table, arguments, "hsetnx");
        return Replies.Flag(true);
    }

    private static KeyspaceReply GetMany(KeyspaceTable table, KeyspaceArguments arguments)
    {
        KeyspaceHash? hash = Find(table, arguments);
        KeyspaceReply[] values = new KeyspaceReply[arguments.Count - 1];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Replies.TextOrNull(hash?.Get(arguments.Member(i + 1)));
        }

        return KeyspaceReply.FromArray(values);
    }

    private static KeyspaceReply GetAll(KeyspaceTable table, KeyspaceArguments arguments)
    {
        KeyspaceHash? hash = Find(table, arguments);
        KeyspaceReply[] replies = new KeyspaceReply[2 * (hash?.Count ?? 0)];
        int count = 0;
        foreach ((ByteString field, byte[] value) in hash?.Entries ?? [])
        {
            replies[count++] = Replies.Text(field);
            replies[count++] = KeyspaceReply.FromBytes(value);
        }

        return KeyspaceReply.FromMap(replies);
    }

    private static KeyspaceReply List(KeyspaceTable table, KeyspaceArguments arguments, Func<KeyValuePair<ByteString, byte[]>, KeyspaceReply> part) =>
        KeyspaceReply.FromArray([.. (Find(table, arguments)?.Entries ?? []).Select(part)]);

    private static KeyspaceReply Delete(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        int removed = 0;
        if (table.Get<KeyspaceHash>(key) is { } hash)
        {
            for (int i = 1; i < arguments.Count; i++)
            {
                removed += hash.Remove(arguments.Member(i)) ? 1 : 0;
            }
        }

        if (removed > 0)
        {
            table.Changed(key);
        }

        return KeyspaceReply.FromInteger(removed);
    }
}
