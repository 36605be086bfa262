using RedisAi.Testing;

namespace RedisAi.Tests.Store;

/// <summary>What a store must do, as simply as it can be written down.</summary>
internal sealed class ReferenceStore(ManualTimeProvider time, long? maxBytes)
{
    private readonly Dictionary<string, Entry> _entries = [];

    public long Count => Live().Count;

    public long ByteLength => Bytes(Live());

    public bool TrySet(KeyValuePair<string, AiTensor>[] writes, TimeSpan? timeToLive)
    {
        Dictionary<string, Entry> next = After(writes, timeToLive);
        if (Bytes(next) > maxBytes)
        {
            return false;
        }

        _entries.Clear();
        foreach ((string key, Entry entry) in next)
        {
            _entries.Add(key, entry);
        }

        return true;
    }

    /// <summary>Whether the writes fit when memory that several keys share makes no room.</summary>
    public bool FitsKeyByKey(KeyValuePair<string, AiTensor>[] writes)
    {
        Dictionary<string, Entry> live = Live();
        HashSet<object> written = [.. writes.DistinctBy(static write => write.Key).Select(write => (object)writes.Last(last => last.Key == write.Key).Value.Borrow().Buffer)];
        long freed = writes.Select(static write => write.Key).Distinct()
            .Where(live.ContainsKey)
            .Select(key => live[key])
            .Where(entry => live.Values.Count(other => other.Memory == entry.Memory) == 1 && !written.Contains(entry.Memory))
            .Sum(static entry => entry.Bytes);
        long added = writes.GroupBy(static write => write.Key).Select(static group => group.Last().Value)
            .DistinctBy(static tensor => tensor.Borrow().Buffer)
            .Where(tensor => !live.Values.Any(entry => entry.Memory == tensor.Borrow().Buffer))
            .Sum(static tensor => tensor.ByteLength);
        return Bytes(live) + added - freed <= maxBytes;
    }

    public bool Remove(string key) => Contains(key) && _entries.Remove(key);

    public bool Contains(string key) => Live().ContainsKey(key);

    public byte? First(string key) => Live().TryGetValue(key, out Entry? entry) ? entry.First : null;

    public TimeSpan? GetTimeToLive(string key) => Live().TryGetValue(key, out Entry? entry) ? entry.ExpiresAt - time.GetUtcNow() : null;

    public bool SetTimeToLive(string key, TimeSpan? timeToLive)
    {
        if (!Live().TryGetValue(key, out Entry? entry))
        {
            return false;
        }

        _entries[key] = entry with { ExpiresAt = time.GetUtcNow() + timeToLive };
        return true;
    }

    private static long Bytes(Dictionary<string, Entry> entries) => entries.Values.DistinctBy(static entry => entry.Memory).Sum(static entry => entry.Bytes);

    private Dictionary<string, Entry> Live() =>
        _entries.Where(entry => entry.Value.ExpiresAt is not { } at || at > time.GetUtcNow()).ToDictionary();

    private Dictionary<string, Entry> After(KeyValuePair<string, AiTensor>[] writes, TimeSpan? timeToLive)
    {
        Dictionary<string, Entry> next = Live();
        foreach ((string key, AiTensor tensor) in writes)
        {
            next[key] = new Entry(tensor.Borrow().Buffer, tensor.ByteLength, tensor.AsSpan<byte>()[0], time.GetUtcNow() + timeToLive);
        }

        return next;
    }

    private sealed record Entry(object Memory, long Bytes, byte First, DateTimeOffset? ExpiresAt);
}
