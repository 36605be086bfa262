namespace RedisAi.Keyspace;

/// <summary>Replies that many commands give.</summary>
internal static class Replies
{
    public static KeyspaceReply Ok { get; } = KeyspaceReply.FromStatus("OK");

    public static KeyspaceReply Empty { get; } = KeyspaceReply.FromArray([]);

    public static KeyspaceReply Flag(bool value) => KeyspaceReply.FromInteger(value ? 1 : 0);

    public static KeyspaceReply TextOrNull(byte[]? text) => text is null ? KeyspaceReply.Null : KeyspaceReply.FromBytes(text);

    public static KeyspaceReply Text(ByteString text) => KeyspaceReply.FromBytes(text.Bytes);

    /// <summary>The members of a set, or none when there is no set.</summary>
    public static KeyspaceReply Members(KeyspaceSet? set)
    {
        KeyspaceReply[] members = new KeyspaceReply[set?.Count ?? 0];
        int count = 0;
        foreach (ByteString member in set?.Members ?? [])
        {
            members[count++] = Text(member);
        }

        return KeyspaceReply.FromSet(members);
    }
}
