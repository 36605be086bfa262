namespace RedisAi.Keyspace;

/// <summary>Commands on texts that are numbers.</summary>
internal static class NumberCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        new("incr", 1, 1, static (table, arguments) => Add(table, arguments[0], 1)),
        new("decr", 1, 1, static (table, arguments) => Add(table, arguments[0], -1)),
        new("incrby", 2, 2, static (table, arguments) => Add(table, arguments[0], KeyspaceNumber.Integer(arguments[1]))),
        new("decrby", 2, 2, static (table, arguments) => Add(table, arguments[0], Negative(KeyspaceNumber.Integer(arguments[1])))),
        new("incrbyfloat", 2, 2, AddFloat),
    ];

    /// <summary>Adds two numbers.</summary>
    /// <exception cref="KeyspaceException">There is no such number.</exception>
    public static long Sum(long left, long right)
    {
        long sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) < 0 ? throw KeyspaceError.Overflow() : sum;
    }

    private static long Negative(long value) => value == long.MinValue ? throw new KeyspaceException("ERR decrement would overflow") : -value;

    private static KeyspaceReply Add(KeyspaceTable table, string key, long by)
    {
        long sum = Sum(KeyspaceNumber.Integer(table.Get<string>(key) ?? "0"), by);
        Replace(table, key, KeyspaceNumber.Text(sum));
        return KeyspaceReply.FromInteger(sum);
    }

    private static KeyspaceReply AddFloat(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        string sum = KeyspaceNumber.AddFloats(table.Get<string>(arguments[0]) ?? "0", arguments[1]);
        Replace(table, arguments[0], sum);
        return KeyspaceReply.FromText(sum);
    }

    /// <summary>Puts a text in the place of another, whose expiry stays.</summary>
    private static void Replace(KeyspaceTable table, string key, string text) => (table.Find(key) ?? table.Set(key, text)).Value = text;
}
