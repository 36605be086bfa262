namespace RedisAi.Keyspace;

/// <summary>Steps of SCAN over the keys of both worlds, in the order of their hashes: a cursor is the hash at which to go on, and needs no memory between two steps.</summary>
internal static class KeyWalk
{
    public const ulong End = KeyspaceMap<string, KeyspaceEntry>.EndOfWalk;

    /// <summary>A step looks at all keys that are kept elsewhere, so it takes at least this part of them: that bounds how often they are all looked at.</summary>
    private const int MaxLooks = 64;

    /// <summary>Adds keys to a list, about as many as asked for, and returns where to go on, or <see cref="End"/>.</summary>
    public static ulong Step(KeyspaceTable table, ulong from, long count, List<string> keys)
    {
        from = Math.Min(from, End);
        count = Math.Max(count, table.Others.Count / MaxLooks);
        List<(uint Hash, string Key)> others = OthersFrom(table.Others, from);
        ulong to = others.Count > count ? others[(int)count - 1].Hash + 1UL : End;

        List<KeyValuePair<string, KeyspaceEntry>> values = [];
        ulong next = table.Entries.Walk(from, to, count, values);
        foreach ((string key, KeyspaceEntry entry) in values)
        {
            if (!table.HasExpired(entry))
            {
                keys.Add(key);
            }
        }

        for (int i = 0; i < others.Count && others[i].Hash < next; i++)
        {
            keys.Add(others[i].Key);
        }

        return next;
    }

    private static List<(uint Hash, string Key)> OthersFrom(IOtherKeys others, ulong from)
    {
        List<(uint Hash, string Key)> found = [];
        foreach (string key in others.Keys)
        {
            uint hash = KeyspaceMap<string, KeyspaceEntry>.HashOf(key);
            if (hash >= from)
            {
                found.Add((hash, key));
            }
        }

        found.Sort(static (left, right) => left.Hash.CompareTo(right.Hash));
        return found;
    }
}
