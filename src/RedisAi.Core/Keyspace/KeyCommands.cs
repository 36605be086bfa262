using RedisAi.Store;

namespace RedisAi.Keyspace;

/// <summary>Commands on keys, whatever is under them.</summary>
internal static class KeyCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        new("del", 1, KeyspaceCommand.AnyNumber, static (table, keys) => Count(keys, table.Remove)),
        new("exists", 1, KeyspaceCommand.AnyNumber, static (table, keys) => Count(keys, key => table.Find(key) is not null)),
        new("type", 1, 1, static (table, arguments) => KeyspaceReply.FromText(TypeOf(table.Find(arguments[0])?.Value))),
        new("keys", 1, 1, Keys),
        new("expire", 2, 2, static (table, arguments) => Expire(table, arguments, "expire", unit: 1000)),
        new("pexpire", 2, 2, static (table, arguments) => Expire(table, arguments, "pexpire", unit: 1)),
        new("ttl", 1, 1, static (table, arguments) => Left(table, arguments[0], unit: 1000)),
        new("pttl", 1, 1, static (table, arguments) => Left(table, arguments[0], unit: 1)),
        new("persist", 1, 1, Persist),
    ];

    /// <summary>When a key expires that is given some time to live.</summary>
    /// <exception cref="KeyspaceException">The time is too long to be counted.</exception>
    public static long ExpiryOf(KeyspaceTable table, string time, string command, long unit)
    {
        long number = KeyspaceNumber.Integer(time);
        return number > (long.MaxValue - table.Now) / unit || number < long.MinValue / unit
            ? throw KeyspaceError.BadExpiry(command)
            : table.Now + (number * unit);
    }

    private static KeyspaceReply Count(ReadOnlySpan<string> keys, Func<string, bool> counts)
    {
        int count = 0;
        foreach (string key in keys)
        {
            count += counts(key) ? 1 : 0;
        }

        return KeyspaceReply.FromInteger(count);
    }

    private static string TypeOf(object? value) => value switch
    {
        null => "none",
        string => "string",
        KeyspaceList => "list",
        _ => "hash",
    };

    private static KeyspaceReply Keys(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        string pattern = arguments[0];
        return KeyspaceReply.FromArray([.. table.Keys.Where(key => GlobPattern.IsMatch(pattern, key)).Select(KeyspaceReply.FromText)]);
    }

    private static KeyspaceReply Expire(KeyspaceTable table, ReadOnlySpan<string> arguments, string command, long unit)
    {
        long expiresAt = ExpiryOf(table, arguments[1], command, unit);
        if (table.Find(arguments[0]) is not { } entry)
        {
            return KeyspaceReply.FromInteger(0);
        }

        entry.ExpiresAt = expiresAt;
        return KeyspaceReply.FromInteger(1);
    }

    /// <summary>The time left, rounded as Redis does; -1 for ever, -2 when there is no such key.</summary>
    private static KeyspaceReply Left(KeyspaceTable table, string key, long unit) => KeyspaceReply.FromInteger(table.Find(key) switch
    {
        null => -2,
        { ExpiresAt: { } expiresAt } => (expiresAt - table.Now + (unit / 2)) / unit,
        _ => -1,
    });

    private static KeyspaceReply Persist(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        if (table.Find(arguments[0]) is not { ExpiresAt: not null } entry)
        {
            return KeyspaceReply.FromInteger(0);
        }

        entry.ExpiresAt = null;
        return KeyspaceReply.FromInteger(1);
    }
}
