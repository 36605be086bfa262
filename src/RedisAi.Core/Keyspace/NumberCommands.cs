using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on texts that are numbers.</summary>
internal static class NumberCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("incr", 1, 1, static (table, arguments) => Add(table, arguments.Key(0), 1)),
        Write("decr", 1, 1, static (table, arguments) => Add(table, arguments.Key(0), -1)),
        Write("incrby", 2, 2, static (table, arguments) => Add(table, arguments.Key(0), arguments.Integer(1))),
        Write("decrby", 2, 2, static (table, arguments) => Add(table, arguments.Key(0), Negative(arguments.Integer(1)))),
        Write("incrbyfloat", 2, 2, AddFloat),
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
        long number = 0;
        if (table.Get<byte[]>(key) is { } text && !KeyspaceNumber.TryInteger(text, out number))
        {
            throw KeyspaceError.NotInteger();
        }

        long sum = Sum(number, by);
        table.SetText(key, KeyspaceNumber.Bytes(sum));
        return KeyspaceReply.FromInteger(sum);
    }

    private static KeyspaceReply AddFloat(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        if (!KeyspaceFloat.TryParse(table.Get<byte[]>(key) ?? "0"u8, out KeyspaceFloat number) || !KeyspaceFloat.TryParse(arguments[1], out KeyspaceFloat by))
        {
            throw KeyspaceError.NotFloat();
        }

        KeyspaceFloat sum = number.Add(by);
        byte[] text = sum.IsFinite ? sum.ToBytes() : throw KeyspaceError.NotFinite();
        table.SetText(key, text);
        return KeyspaceReply.FromBytes(text);
    }
}
