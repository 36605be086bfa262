namespace RedisAi.Keyspace;

/// <summary>A hash, which keeps the order in which its fields were added.</summary>
internal sealed class KeyspaceHash : KeyspaceMap<ByteString, byte[]>
{
    public byte[]? Get(ByteString field) => TryGetValue(field, out byte[]? value) ? value : null;

    /// <summary>Sets a field, which is copied when it is new; the value is kept.</summary>
    public void Set(ByteString field, byte[] value)
    {
        if (!TryReplace(field, value))
        {
            Add(field.Copy(), value);
        }
    }

    public KeyspaceHash Copy()
    {
        KeyspaceHash copy = new();
        foreach ((ByteString field, byte[] value) in Entries)
        {
            copy.Add(field, value);
        }

        return copy;
    }
}
