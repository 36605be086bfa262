using Hash = System.Collections.Generic.OrderedDictionary<string, string>;

namespace RedisAi.Keyspace;

/// <summary>Commands on hashes, which keep the order in which their fields were added.</summary>
internal static class HashCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        new("hset", 3, KeyspaceCommand.AnyNumber, Set),
        new("hget", 2, 2, static (table, arguments) => StringCommands.TextOrNull(Find(table, arguments[0])?.GetValueOrDefault(arguments[1]))),
        new("hmget", 2, KeyspaceCommand.AnyNumber, GetMany),
        new("hgetall", 1, 1, static (table, arguments) => List(table, arguments[0], static field => [field.Key, field.Value])),
        new("hkeys", 1, 1, static (table, arguments) => List(table, arguments[0], static field => [field.Key])),
        new("hvals", 1, 1, static (table, arguments) => List(table, arguments[0], static field => [field.Value])),
        new("hdel", 2, KeyspaceCommand.AnyNumber, Delete),
        new("hexists", 2, 2, static (table, arguments) => KeyspaceReply.FromInteger(Find(table, arguments[0])?.ContainsKey(arguments[1]) == true ? 1 : 0)),
        new("hlen", 1, 1, static (table, arguments) => KeyspaceReply.FromInteger(Find(table, arguments[0])?.Count ?? 0)),
        new("hincrby", 3, 3, Add),
    ];

    private static Hash? Find(KeyspaceTable table, string key) => table.Get<Hash>(key);

    private static KeyspaceReply Set(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        ReadOnlySpan<string> fields = arguments[1..];
        if (fields.Length % 2 != 0)
        {
            throw KeyspaceError.WrongArity("hset");
        }

        Hash hash = table.GetOrAdd<Hash>(arguments[0]);
        int before = hash.Count;
        for (int i = 0; i < fields.Length; i += 2)
        {
            hash[fields[i]] = fields[i + 1];
        }

        return KeyspaceReply.FromInteger(hash.Count - before);
    }

    private static KeyspaceReply GetMany(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        Hash? hash = Find(table, arguments[0]);
        KeyspaceReply[] values = new KeyspaceReply[arguments.Length - 1];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = StringCommands.TextOrNull(hash?.GetValueOrDefault(arguments[i + 1]));
        }

        return KeyspaceReply.FromArray(values);
    }

    private static KeyspaceReply List(KeyspaceTable table, string key, Func<KeyValuePair<string, string>, string[]> parts) =>
        KeyspaceReply.FromArray([.. (Find(table, key) ?? []).SelectMany(parts).Select(KeyspaceReply.FromText)]);

    private static KeyspaceReply Delete(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        if (Find(table, arguments[0]) is not { } hash)
        {
            return KeyspaceReply.FromInteger(0);
        }

        int before = hash.Count;
        foreach (string field in arguments[1..])
        {
            hash.Remove(field);
        }

        int removed = before - hash.Count;
        if (hash.Count == 0)
        {
            table.Remove(arguments[0]);
        }

        return KeyspaceReply.FromInteger(removed);
    }

    private static KeyspaceReply Add(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        long by = KeyspaceNumber.Integer(arguments[2]);
        string present = Find(table, arguments[0])?.GetValueOrDefault(arguments[1]) ?? "0";
        if (!KeyspaceNumber.TryInteger(present, out long number))
        {
            throw new KeyspaceException("ERR hash value is not an integer");
        }

        long sum = NumberCommands.Sum(number, by);
        table.GetOrAdd<Hash>(arguments[0])[arguments[1]] = KeyspaceNumber.Text(sum);
        return KeyspaceReply.FromInteger(sum);
    }
}
