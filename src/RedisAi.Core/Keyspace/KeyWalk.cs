namespace RedisAi.Keyspace;

/// <summary>Steps of SCAN over the keys of both worlds, in the order of their hashes, each world's own: a cursor is the hash at which to go on, and needs no memory between two steps.</summary>
internal static class KeyWalk
{
    public const ulong End = KeyspaceMap<string, KeyspaceEntry>.EndOfWalk;

    /// <summary>A step may have to look at such a part of the keys that are kept elsewhere, so it takes at least that many: all steps together look at each a few times only.</summary>
    private const int MaxLooks = 64;

    /// <summary>Adds keys to a list, about as many as asked for, and returns where to go on, or <see cref="End"/>.</summary>
    public static ulong Step(KeyspaceTable table, ulong from, long count, List<string> keys)
    {
        from = Math.Min(from, End);
        count = Math.Max(count, table.Others.Count / MaxLooks);
        List<(uint Hash, string Key)> others = [];
        ulong complete = table.Others.Walk(from, count, others);
        ulong to = others.Count > count ? others[(int)count - 1].Hash + 1UL : complete;

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
}
