using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>OBJECT ENCODING and MEMORY USAGE.</summary>
internal static class InspectionCommands
{
    private const int DefaultSamples = 5;

    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Read("object", 1, AnyNumber, Object).WithoutKeys(),
        Read("memory", 1, AnyNumber, Memory).WithoutKeys(),
    ];

    private static KeyspaceReply Object(KeyspaceTable table, KeyspaceArguments arguments)
    {
        if (!arguments.Is(0, "ENCODING"))
        {
            throw KeyspaceError.UnknownSubcommand("OBJECT", arguments.Text(0));
        }

        if (arguments.Count != 2)
        {
            throw KeyspaceError.WrongArity("object|encoding");
        }

        string key = arguments.Key(1);
        return table.Find(key) is { } entry ? KeyspaceReply.FromText(ValueEncoding.Of(entry.Value))
            : table.All.Contains(key) ? KeyspaceReply.FromText(ValueEncoding.Raw)
            : KeyspaceReply.Null;
    }

    private static KeyspaceReply Memory(KeyspaceTable table, KeyspaceArguments arguments)
    {
        if (!arguments.Is(0, "USAGE"))
        {
            throw KeyspaceError.UnknownSubcommand("MEMORY", arguments.Text(0));
        }

        if (arguments.Count < 2)
        {
            throw KeyspaceError.WrongArity("memory|usage");
        }

        int samples = Samples(arguments);
        string key = arguments.Key(1);
        return table.Find(key) is { } entry ? KeyspaceReply.FromInteger(ValueSize.Of(key, entry.Value, samples))
            : table.All.Contains(key) ? KeyspaceReply.FromInteger(table.Others.BytesOf(key))
            : KeyspaceReply.Null;
    }

    private static int Samples(KeyspaceArguments arguments)
    {
        long samples = DefaultSamples;
        for (int i = 2; i < arguments.Count; i += 2)
        {
            samples = arguments.Is(i, "SAMPLES") && i + 1 < arguments.Count ? arguments.Integer(i + 1) : throw KeyspaceError.Syntax();
            if (samples < 0)
            {
                throw KeyspaceError.Syntax();
            }
        }

        return samples == 0 ? int.MaxValue : (int)Math.Min(samples, int.MaxValue);
    }
}
