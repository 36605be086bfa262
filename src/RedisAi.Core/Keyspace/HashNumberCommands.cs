using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on fields of hashes that are numbers.</summary>
internal static class HashNumberCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("hincrby", 3, 3, Add),
        Write("hincrbyfloat", 3, 3, AddFloat),
    ];

    private static KeyspaceReply Add(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        long by = arguments.Integer(2);
        long number = 0;
        if (table.Get<KeyspaceHash>(key)?.Get(arguments.Member(1)) is { } text && !KeyspaceNumber.TryInteger(text, out number))
        {
            throw new KeyspaceException("ERR hash value is not an integer");
        }

        long sum = NumberCommands.Sum(number, by);
        Set(table, key, arguments.Member(1), KeyspaceNumber.Bytes(sum));
        return KeyspaceReply.FromInteger(sum);
    }

    private static KeyspaceReply AddFloat(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        if (!KeyspaceFloat.TryParse(arguments[2], out KeyspaceFloat by))
        {
            throw KeyspaceError.NotFloat();
        }

        if (!by.IsFinite)
        {
            throw new KeyspaceException("ERR value is NaN or Infinity");
        }

        if (!KeyspaceFloat.TryParse(table.Get<KeyspaceHash>(key)?.Get(arguments.Member(1)) ?? "0"u8, out KeyspaceFloat number))
        {
            throw new KeyspaceException("ERR hash value is not a float");
        }

        KeyspaceFloat sum = number.Add(by);
        byte[] text = sum.IsFinite ? sum.ToBytes() : throw KeyspaceError.NotFinite();
        Set(table, key, arguments.Member(1), text);
        return KeyspaceReply.FromBytes(text);
    }

    private static void Set(KeyspaceTable table, string key, ByteString field, byte[] value)
    {
        table.GetOrAdd<KeyspaceHash>(key).Set(field, value);
        table.Changed(key);
    }
}
