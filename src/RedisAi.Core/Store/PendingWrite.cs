namespace RedisAi.Store;

/// <summary>One of several writes that happen together. The tensor stays the caller's.</summary>
internal readonly record struct PendingWrite(string Key, AiTensor Tensor, long ExpiresAt)
{
    /// <summary>Checks writes, and leaves those out whose key comes again later.</summary>
    public static PendingWrite[] KeepLastOfEachKey(ReadOnlySpan<PendingWrite> writes)
    {
        Dictionary<string, int> places = new(writes.Length);
        List<PendingWrite> kept = new(writes.Length);
        foreach (PendingWrite write in writes)
        {
            ArgumentException.ThrowIfNullOrEmpty(write.Key, nameof(writes));
            ArgumentNullException.ThrowIfNull(write.Tensor, nameof(writes));
            if (places.TryAdd(write.Key, kept.Count))
            {
                kept.Add(write);
            }
            else
            {
                kept[places[write.Key]] = write;
            }
        }

        return [.. kept];
    }
}
