namespace RedisAi.Keyspace;

/// <summary>A set of members.</summary>
internal sealed class KeyspaceSet : KeyspaceMap<ByteString, ValueTuple>
{
    public IEnumerable<ByteString> Members => Entries.Select(static entry => entry.Key);

    /// <summary>Adds a member, which is copied, unless it is there.</summary>
    public bool TryAdd(ByteString member) => TryAddOwned(member, copy: true);

    /// <summary>Adds the member of another set unless it is there.</summary>
    public bool TryShare(ByteString member) => TryAddOwned(member, copy: false);

    public KeyspaceSet Copy()
    {
        KeyspaceSet copy = new();
        foreach (ByteString member in Members)
        {
            copy.TryShare(member);
        }

        return copy;
    }

    private bool TryAddOwned(ByteString member, bool copy)
    {
        if (Contains(member))
        {
            return false;
        }

        Add(copy ? member.Copy() : member, default);
        return true;
    }
}
