using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands that move an item from a list to another, or from one end to the other.</summary>
internal static class ListMoveCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("rpoplpush", 2, 2, static (table, arguments) => Move(table, arguments, fromLast: true, toLast: false)).WithKeys(last: 2),
        Write("lmove", 4, 4, static (table, arguments) => Move(table, arguments, IsLast(arguments, 2), IsLast(arguments, 3))).WithKeys(last: 2),
    ];

    private static bool IsLast(KeyspaceArguments arguments, int place) =>
        arguments.Is(place, "RIGHT") || (arguments.Is(place, "LEFT") ? false : throw KeyspaceError.Syntax());

    private static KeyspaceReply Move(KeyspaceTable table, KeyspaceArguments arguments, bool fromLast, bool toLast)
    {
        (string source, string target) = (arguments.Key(0), arguments.Key(1));
        if (table.Get<KeyspaceList>(source) is not { } from)
        {
            return KeyspaceReply.Null;
        }

        KeyspaceList to = table.GetOrAdd<KeyspaceList>(target);
        byte[] item = fromLast ? from.RemoveLast() : from.RemoveFirst();
        to.Add(item, toLast);
        table.Changed(target);
        table.Changed(source);
        return KeyspaceReply.FromBytes(item);
    }
}
