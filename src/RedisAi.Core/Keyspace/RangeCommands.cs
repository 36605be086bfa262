using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>Commands on parts of texts. Texts that were answered or are shared never change, so that a change is made on a copy.</summary>
internal static class RangeCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Write("append", 2, 2, Append),
        Read("strlen", 1, 1, static (table, arguments) => KeyspaceReply.FromInteger(table.Get<byte[]>(arguments.Key(0))?.Length ?? 0)),
        Read("getrange", 3, 3, GetRange),
        Read("substr", 3, 3, GetRange),
        Write("setrange", 3, 3, SetRange),
    ];

    private static KeyspaceReply Append(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        byte[] text = table.Get<byte[]>(key) ?? [];
        ThrowIfTooLong((long)text.Length + arguments[1].Length);
        byte[] longer = [.. text, .. arguments[1]];
        table.SetText(key, longer);
        return KeyspaceReply.FromInteger(longer.Length);
    }

    private static KeyspaceReply GetRange(KeyspaceTable table, KeyspaceArguments arguments)
    {
        long first = arguments.Integer(1);
        long last = arguments.Integer(2);
        byte[] text = table.Get<byte[]>(arguments.Key(0)) ?? [];
        if (text.Length == 0 || (first < 0 && last < 0 && first > last))
        {
            return KeyspaceReply.FromBytes(default);
        }

        // What is before the beginning is the first byte, also as the end.
        first = first < 0 ? Math.Max(first + text.Length, 0) : first;
        last = Math.Min(last < 0 ? Math.Max(last + text.Length, 0) : last, text.Length - 1);
        return KeyspaceReply.FromBytes(first > last ? default : text.AsMemory((int)first, (int)(last - first + 1)));
    }

    private static KeyspaceReply SetRange(KeyspaceTable table, KeyspaceArguments arguments)
    {
        string key = arguments.Key(0);
        long offset = arguments.Integer(1);
        if (offset < 0)
        {
            throw new KeyspaceException("ERR offset is out of range");
        }

        ReadOnlySpan<byte> part = arguments[2];
        byte[] text = table.Get<byte[]>(key) ?? [];
        if (part.IsEmpty)
        {
            return KeyspaceReply.FromInteger(text.Length);
        }

        if (offset > StringCommands.MaxLength)
        {
            throw KeyspaceError.TooLong();
        }

        ThrowIfTooLong(offset + part.Length);
        byte[] changed = new byte[Math.Max(text.Length, offset + part.Length)];
        text.CopyTo(changed, 0);
        part.CopyTo(changed.AsSpan((int)offset));
        table.SetText(key, changed);
        return KeyspaceReply.FromInteger(changed.Length);
    }

    private static void ThrowIfTooLong(long length)
    {
        if (length > StringCommands.MaxLength)
        {
            throw KeyspaceError.TooLong();
        }
    }
}
