using System.Text;

namespace RedisAi.Keyspace;

/// <summary>Commands on texts.</summary>
internal static class StringCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        new("get", 1, 1, static (table, arguments) => TextOrNull(table.Get<string>(arguments[0]))),
        new("set", 2, KeyspaceCommand.AnyNumber, static (table, arguments) => SetCommand.Execute(table, arguments)),
        new("setnx", 2, 2, SetNx),
        new("getset", 2, 2, GetSet),
        new("mget", 1, KeyspaceCommand.AnyNumber, MGet),
        new("mset", 2, KeyspaceCommand.AnyNumber, MSet),
        new("append", 2, 2, Append),
        new("strlen", 1, 1, static (table, arguments) => Length(table.Get<string>(arguments[0]) ?? "")),
    ];

    public static KeyspaceReply Ok { get; } = KeyspaceReply.FromText("OK");

    public static KeyspaceReply TextOrNull(string? text) => text is null ? KeyspaceReply.Null : KeyspaceReply.FromText(text);

    private static KeyspaceReply SetNx(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        if (table.Find(arguments[0]) is not null)
        {
            return KeyspaceReply.FromInteger(0);
        }

        table.Set(arguments[0], arguments[1]);
        return KeyspaceReply.FromInteger(1);
    }

    private static KeyspaceReply GetSet(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        KeyspaceReply before = TextOrNull(table.Get<string>(arguments[0]));
        table.Set(arguments[0], arguments[1]);
        return before;
    }

    private static KeyspaceReply MGet(KeyspaceTable table, ReadOnlySpan<string> keys)
    {
        KeyspaceReply[] values = new KeyspaceReply[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            // What is no text counts as absent.
            values[i] = TextOrNull(table.Find(keys[i])?.Value as string);
        }

        return KeyspaceReply.FromArray(values);
    }

    private static KeyspaceReply MSet(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        if (arguments.Length % 2 != 0)
        {
            throw KeyspaceError.WrongArity("mset");
        }

        for (int i = 0; i < arguments.Length; i += 2)
        {
            table.Set(arguments[i], arguments[i + 1]);
        }

        return Ok;
    }

    private static KeyspaceReply Append(KeyspaceTable table, ReadOnlySpan<string> arguments)
    {
        string text = table.Get<string>(arguments[0]) + arguments[1];
        (table.Find(arguments[0]) ?? table.Set(arguments[0], text)).Value = text;
        return Length(text);
    }

    /// <summary>Redis counts bytes.</summary>
    private static KeyspaceReply Length(string text) => KeyspaceReply.FromInteger(Encoding.UTF8.GetByteCount(text));
}
