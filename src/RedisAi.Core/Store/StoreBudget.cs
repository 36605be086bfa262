namespace RedisAi.Store;

/// <summary>Counts the bytes of a store and keeps them within its limit.</summary>
internal sealed class StoreBudget(long? maxBytes)
{
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    public long? MaxBytes => maxBytes;

    public bool IsLimited => maxBytes is not null;

    /// <summary>By how much the limit is exceeded.</summary>
    public long Excess => maxBytes is { } max ? Math.Max(0, Used - max) : 0;

    /// <summary>Whether so many bytes fit into the store when there is nothing else.</summary>
    public bool CanHold(long bytes) => maxBytes is not { } max || bytes <= max;

    /// <summary>Reserves bytes if they fit.</summary>
    /// <param name="bytes">What is to be stored.</param>
    /// <param name="credit">What the same operation will give back; until then the store may hold that much too many.</param>
    /// <param name="missing">How many bytes would have to go first.</param>
    public bool TryReserve(long bytes, long credit, out long missing)
    {
        long used = Volatile.Read(ref _used);
        while (true)
        {
            missing = maxBytes is { } max ? used + bytes - credit - max : 0;
            if (missing > 0)
            {
                return false;
            }

            long seen = Interlocked.CompareExchange(ref _used, used + bytes, used);
            if (seen == used)
            {
                return true;
            }

            used = seen;
        }
    }

    /// <summary>Counts bytes whether they fit or not.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _used, bytes);

    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <summary>The error of a store that holds too much already, or that can never hold so much.</summary>
    public TensorStoreFullException Full(long requested, bool evicts) =>
        new(requested, evicts ? maxBytes.GetValueOrDefault() : Math.Max(0, maxBytes.GetValueOrDefault() - Used));
}
