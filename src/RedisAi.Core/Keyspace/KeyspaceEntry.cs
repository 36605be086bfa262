namespace RedisAi.Keyspace;

/// <summary>What is under a key.</summary>
/// <param name="value">A <see cref="string"/>, an <see cref="OrderedDictionary{TKey, TValue}"/> of strings, or a <see cref="KeyspaceList"/>.</param>
internal sealed class KeyspaceEntry(object value)
{
    public object Value { get; set; } = value;

    /// <summary>When it vanishes, by the clock of the table; null for never.</summary>
    public long? ExpiresAt { get; set; }
}
