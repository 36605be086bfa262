using RedisAi.Store;
using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on keys, whatever is under them.</summary>
internal static class KeyCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("del", 1, AnyNumber, static (table, arguments) => Count(table, arguments, static (keys, key) => keys.Remove(key))).WithKeys(last: -1),
        Write("unlink", 1, AnyNumber, static (table, arguments) => Count(table, arguments, static (keys, key) => keys.Remove(key))).WithKeys(last: -1),
        Read("exists", 1, AnyNumber, static (table, arguments) => Count(table, arguments, static (keys, key) => keys.Contains(key))).WithKeys(last: -1),
        Read("touch", 1, AnyNumber, static (table, arguments) => Count(table, arguments, static (keys, key) => keys.Contains(key))).WithKeys(last: -1),
        Read("type", 1, 1, static (table, arguments) => KeyspaceReply.FromStatus(table.All.TypeOf(arguments.Key(0)) ?? "none")),
        Read("keys", 1, 1, Keys).WithoutKeys(),
        Read("randomkey", 0, 0, static (table, _) => table.All.Random() is { } key ? KeyspaceReply.FromText(key) : KeyspaceReply.Null).WithoutKeys(),
        Read("dbsize", 0, 0, static (table, _) => KeyspaceReply.FromInteger(table.All.Count)).WithoutKeys(),
        Write("flushdb", 0, AnyNumber, Flush).WithoutKeys(),
        Write("flushall", 0, AnyNumber, Flush).WithoutKeys(),
    ];

    private static KeyspaceReply Count(KeyspaceTable table, KeyspaceArguments arguments, Func<AllKeys, string, bool> counts)
    {
        int count = 0;
        for (int i = 0; i < arguments.Count; i++)
        {
            count += counts(table.All, arguments.Key(i)) ? 1 : 0;
        }

        return KeyspaceReply.FromInteger(count);
    }

    private static KeyspaceReply Keys(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string pattern = arguments.Text(0);
        return KeyspaceReply.FromArray([.. table.All.Names.Where(key => GlobPattern.IsMatch(pattern, key)).Select(KeyspaceReply.FromText)]);
    }

    private static KeyspaceReply Flush(KeyspaceTable table, KeyspaceArguments arguments)
    {
        if (arguments.Count > 1 || (arguments.Count == 1 && !arguments.Is(0, "ASYNC") && !arguments.Is(0, "SYNC")))
        {
            throw KeyspaceError.Syntax();
        }

        table.All.Clear();
        return Replies.Ok;
    }
}
