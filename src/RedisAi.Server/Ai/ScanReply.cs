using RedisAi.Server.Protocol;

namespace RedisAi.Server.Ai;

/// <summary>Writes keys and tags in the order in which RedisAI's hash table has them, which its clients' tests know.</summary>
internal static class ScanReply
{
    public static void Write(IReplyWriter reply, IEnumerable<ScanEntry> entries)
    {
        IReadOnlyList<ScanEntry> ordered = ScanOrder.Of([.. entries.OrderBy(static entry => entry.Order)]);
        reply.Array(ordered.Count);
        foreach (ScanEntry entry in ordered)
        {
            reply.Array(2);
            reply.Bulk(entry.Key);
            reply.Bulk(entry.Tag);
        }
    }
}
