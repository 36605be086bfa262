namespace RedisAi.Keyspace;

/// <summary>Keys that are kept elsewhere, and share the names of a keyspace with its texts, hashes, lists and sets: tensors, models and scripts. A name is one thing at a time.</summary>
/// <remarks>Called under the lock of the keyspace.</remarks>
internal interface IOtherKeys
{
    /// <summary>The keys that are there now.</summary>
    IEnumerable<string> Keys { get; }

    long Count { get; }

    /// <summary>How many keys expire at some time.</summary>
    long ExpiringCount { get; }

    /// <summary>Adds the keys from one hash on, in the order of their hashes: as many as asked for at least, where there are so many, and all of a hash.</summary>
    /// <param name="from">The first hash, of 32 bits that stay the same as long as a key is there.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="keys">Gets them; empty.</param>
    /// <returns>The hash at which to go on, or <see cref="KeyWalk.End"/>.</returns>
    ulong Walk(ulong from, long count, List<(uint Hash, string Key)> keys);

    /// <summary>The key at a place, in no particular order; null when there are fewer.</summary>
    string? At(long place);

    /// <summary>What a key is, as TYPE answers; null when it is not there.</summary>
    string? TypeOf(string key);

    /// <summary>Removes a key; says whether it was there.</summary>
    bool Remove(string key);

    /// <summary>Removes all keys, and what would be one after a restart.</summary>
    void Clear();

    /// <summary>The time that a key has left; null for ever, or when it is not there.</summary>
    TimeSpan? TimeToLive(string key);

    /// <summary>Changes when a key vanishes; null for never. Says whether it is there.</summary>
    bool SetTimeToLive(string key, TimeSpan? left);

    /// <summary>Whether a key can be given another name: asked before what has that name is removed.</summary>
    bool CanRename(string key);

    /// <summary>Gives a key another name, which none of these keys has; says whether it was there.</summary>
    /// <exception cref="KeyspaceException">What it is cannot be renamed.</exception>
    bool Rename(string key, string name);

    /// <summary>Grows with each write to a key; 0 when it is not there.</summary>
    long VersionOf(string key);

    /// <summary>The bytes that a key takes, as MEMORY USAGE answers.</summary>
    long BytesOf(string key);
}
