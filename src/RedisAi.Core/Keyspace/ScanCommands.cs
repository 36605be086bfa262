using System.Globalization;
using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands that go through keys, fields or members in steps.</summary>
internal static class ScanCommands
{
    private const string Start = "0";

    /// <summary>A hash or set that is no larger comes in one step and in its order, as Redis' small ones do.</summary>
    private const int MaxWhole = 128;

    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Read("scan", 1, AnyNumber, Scan).WithoutKeys(),
        Read("hscan", 2, AnyNumber, HScan),
        Read("sscan", 2, AnyNumber, SScan),
    ];

    private static KeyspaceReply Scan(KeyspaceTable table, KeyspaceArguments arguments)
    {
        ulong cursor = Cursor(arguments, 0);
        ScanOptions options = ScanOptions.Of(arguments, from: 1, takesType: true);
        List<string> keys = [];
        ulong next = KeyWalk.Step(table, cursor, options.Count, keys);
        List<KeyspaceReply> found = [];
        foreach (string key in keys)
        {
            if (options.Matches(key) && (options.Type is null || string.Equals(options.Type, table.All.TypeOf(key), StringComparison.OrdinalIgnoreCase)))
            {
                found.Add(KeyspaceReply.FromText(key));
            }
        }

        return Reply(next, found);
    }

    private static KeyspaceReply HScan(KeyspaceTable table, KeyspaceArguments arguments) => Scan(
        table.Get<KeyspaceHash>,
        arguments,
        static (field, found) =>
        {
            found.Add(Replies.Text(field.Key));
            found.Add(KeyspaceReply.FromBytes(field.Value));
        });

    private static KeyspaceReply SScan(KeyspaceTable table, KeyspaceArguments arguments) =>
        Scan(table.Get<KeyspaceSet>, arguments, static (member, found) => found.Add(Replies.Text(member.Key)));

    private static KeyspaceReply Scan<TValue>(
        Func<string, KeyspaceMap<ByteString, TValue>?> find, KeyspaceArguments arguments, Action<KeyValuePair<ByteString, TValue>, List<KeyspaceReply>> add)
    {
        ulong cursor = Cursor(arguments, 1);
        List<KeyspaceReply> found = [];
        if (find(arguments.Key(0)) is not { } map)
        {
            return Reply(KeyWalk.End, found);
        }

        ScanOptions options = ScanOptions.Of(arguments, from: 2, takesType: false);
        List<KeyValuePair<ByteString, TValue>> step = [];
        bool isWhole = cursor == 0 && map.Count <= MaxWhole;
        ulong next = isWhole ? KeyWalk.End : map.Walk(Math.Min(cursor, KeyWalk.End), KeyWalk.End, options.Count, step);
        foreach (KeyValuePair<ByteString, TValue> entry in isWhole ? map.Entries : step)
        {
            if (options.Matches(entry.Key))
            {
                add(entry, found);
            }
        }

        return Reply(next, found);
    }

    private static ulong Cursor(KeyspaceArguments arguments, int place) =>
        ulong.TryParse(arguments[place], NumberStyles.None, CultureInfo.InvariantCulture, out ulong cursor) ? cursor : throw new KeyspaceException("ERR invalid cursor");

    private static KeyspaceReply Reply(ulong next, List<KeyspaceReply> found) => KeyspaceReply.FromArray(
    [
        KeyspaceReply.FromText(next == KeyWalk.End ? Start : next.ToString(CultureInfo.InvariantCulture)),
        KeyspaceReply.FromArray(found),
    ]);
}
