namespace RedisAi.Keyspace;

/// <summary>The bytes that a key and its value take, approximately, as MEMORY USAGE answers.</summary>
internal static class ValueSize
{
    private const int ArrayHeader = 24;

    /// <summary>An entry of a table: its hash, its links, and what refers to its key and its value.</summary>
    private const int MapEntry = 48;

    /// <summary>The key of the keyspace and the entry under it.</summary>
    private const int KeyAndEntry = 128;

    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="samples">Of how many of its parts the sizes are added up, from which that of the others follows.</param>
    public static long Of(string key, object value, int samples) => KeyAndEntry + (sizeof(char) * key.Length) + value switch
    {
        byte[] text => Array(text.Length),
        KeyspaceList list => Parts(list.Count, samples, Enumerable.Range(0, list.Count).Select(i => IntPtr.Size + Array(list[i].Length))),
        KeyspaceHash hash => Parts(hash.Count, samples, hash.Entries.Select(static field => MapEntry + Array(field.Key.Bytes.Length) + Array(field.Value.Length))),
        KeyspaceSet set => Parts(set.Count, samples, set.Members.Select(static member => MapEntry + Array(member.Bytes.Length))),
        _ => 0,
    };

    private static long Array(int length) => ArrayHeader + length;

    private static long Parts(int count, int samples, IEnumerable<long> sizes) =>
        samples >= count ? sizes.Sum() : sizes.Take(samples).Sum() / samples * count;
}
