using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>What sets have in common, together, or alone; answered, or stored.</summary>
internal static class SetAlgebraCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Read("sinter", 1, AnyNumber, static (table, arguments) => Replies.Members(Intersection(Sets(table, arguments, 0)))).WithKeys(last: -1),
        Read("sunion", 1, AnyNumber, static (table, arguments) => Replies.Members(Union(Sets(table, arguments, 0)))).WithKeys(last: -1),
        Read("sdiff", 1, AnyNumber, static (table, arguments) => Replies.Members(Difference(Sets(table, arguments, 0)))).WithKeys(last: -1),
        Write("sinterstore", 2, AnyNumber, static (table, arguments) => table.Store(arguments.Key(0), Intersection(Sets(table, arguments, 1)))).WithKeys(last: -1),
        Write("sunionstore", 2, AnyNumber, static (table, arguments) => table.Store(arguments.Key(0), Union(Sets(table, arguments, 1)))).WithKeys(last: -1),
        Write("sdiffstore", 2, AnyNumber, static (table, arguments) => table.Store(arguments.Key(0), Difference(Sets(table, arguments, 1)))).WithKeys(last: -1),
    ];

    /// <summary>The sets under the keys from one argument on; null where there is none.</summary>
    private static KeyspaceSet?[] Sets(KeyspaceTable table, KeyspaceArguments arguments, int first)
    {
        KeyspaceSet?[] sets = new KeyspaceSet?[arguments.Count - first];
        for (int i = 0; i < sets.Length; i++)
        {
            sets[i] = table.Get<KeyspaceSet>(arguments.Key(first + i));
        }

        return sets;
    }

    private static KeyspaceSet Intersection(KeyspaceSet?[] sets)
    {
        KeyspaceSet result = new();
        if (sets.Contains(null))
        {
            return result;
        }

        foreach (ByteString member in sets.MinBy(static set => set!.Count)!.Members)
        {
            if (Array.TrueForAll(sets, set => set!.Contains(member)))
            {
                result.TryShare(member);
            }
        }

        return result;
    }

    private static KeyspaceSet Union(KeyspaceSet?[] sets)
    {
        KeyspaceSet result = new();
        foreach (KeyspaceSet? set in sets)
        {
            foreach (ByteString member in set?.Members ?? [])
            {
                result.TryShare(member);
            }
        }

        return result;
    }

    /// <summary>What the first set has and none of the others.</summary>
    private static KeyspaceSet Difference(KeyspaceSet?[] sets)
    {
        KeyspaceSet result = new();
        KeyspaceSet?[] others = sets[1..];
        foreach (ByteString member in sets[0]?.Members ?? [])
        {
            if (!Array.Exists(others, set => set?.Contains(member) == true))
            {
                result.TryShare(member);
            }
        }

        return result;
    }
}
