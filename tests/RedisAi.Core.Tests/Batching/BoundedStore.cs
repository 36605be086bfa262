namespace RedisAi.Tests.Batching;

/// <summary>What a store with a budget takes, as it is documented: the bytes of the elements, and what a write replaces does not count.</summary>
/// <param name="maxBytes">The budget.</param>
/// <param name="evicts">Whether others make room: then only what is larger than the store does not fit.</param>
internal sealed class BoundedStore(long maxBytes, bool evicts)
{
    private readonly Dictionary<string, long> _bytes = [];

    public bool Evicts => evicts;

    /// <summary>Whether what is written together fits.</summary>
    public bool Fits(params ReadOnlySpan<(string Key, int Length)> writes)
    {
        long bytes = evicts ? 0 : _bytes.Values.Sum();
        foreach ((string key, int length) in writes)
        {
            bytes += (length * sizeof(long)) - (evicts ? 0 : _bytes.GetValueOrDefault(key));
        }

        return bytes <= maxBytes;
    }

    /// <summary>Notes what is under a key; null when it is absent.</summary>
    public void Note(string key, long[]? values) => _bytes[key] = (values?.Length ?? 0) * sizeof(long);
}
