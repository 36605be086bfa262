using RedisAi.Keyspace;

namespace RedisAi.Server.Ai;

/// <summary>The order of a chained hash table as Redis has them: 4 buckets, twice as many when there is an entry for each, new entries at the head of their bucket.</summary>
internal static class ScanOrder
{
    private const int FirstBuckets = 4;

    /// <param name="entries">The entries in the order in which they were added.</param>
    public static IReadOnlyList<ScanEntry> Of(IReadOnlyList<ScanEntry> entries)
    {
        List<(ulong Hash, ScanEntry Entry)>[] buckets = Buckets(FirstBuckets);
        int count = 0;
        foreach (ScanEntry entry in entries)
        {
            if (count == buckets.Length)
            {
                buckets = Grow(buckets);
            }

            Add(buckets, SipHash.Of(LosslessText.Encode(entry.Key)), entry);
            count++;
        }

        return [.. buckets.SelectMany(static bucket => Enumerable.Reverse(bucket)).Select(static item => item.Entry)];
    }

    private static List<(ulong Hash, ScanEntry Entry)>[] Grow(List<(ulong Hash, ScanEntry Entry)>[] buckets)
    {
        List<(ulong Hash, ScanEntry Entry)>[] larger = Buckets(buckets.Length * 2);
        foreach ((ulong hash, ScanEntry entry) in buckets.SelectMany(static bucket => Enumerable.Reverse(bucket)))
        {
            Add(larger, hash, entry);
        }

        return larger;
    }

    private static List<(ulong Hash, ScanEntry Entry)>[] Buckets(int count) => [.. Enumerable.Range(0, count).Select(static _ => new List<(ulong, ScanEntry)>())];

    /// <summary>Each list has its bucket's head at its end.</summary>
    private static void Add(List<(ulong Hash, ScanEntry Entry)>[] buckets, ulong hash, ScanEntry entry) => buckets[hash & (ulong)(buckets.Length - 1)].Add((hash, entry));
}
