namespace RedisAi;

/// <summary>Tensors under keys, with expiry, a budget, optimistic updates and files.</summary>
/// <remarks>
/// <para>A store holds references of its own: what is given to it stays the caller's to dispose, and what it gives is the caller's too.
/// Tensors do not change, so nothing is copied, but for a small view of a large tensor, which would keep the whole of it in memory, and
/// for a tensor that another store holds.</para>
/// <para>All members may be called from several threads at once. An expired entry is absent, whether or not its memory was freed yet.</para>
/// <para>The store of an engine serves as long as calls and plans run that the engine waits for; then it is empty, <see cref="Count"/> and <see cref="ByteLength"/>
/// say 0, and all else throws <see cref="ObjectDisposedException"/>. No file is written then.</para>
/// </remarks>
public interface ITensorStore
{
    /// <summary>Gets the number of keys.</summary>
    long Count { get; }

    /// <summary>Gets the bytes of the elements of all tensors, memory that several keys share being counted once; for strings an estimate.</summary>
    long ByteLength { get; }

    /// <summary>Gets a tensor.</summary>
    /// <param name="key">The key; its characters are compared as they are.</param>
    /// <returns>A handle that the caller disposes, or null when the key is absent.</returns>
    AiTensor? Get(ReadOnlySpan<char> key);

    /// <summary>Gets a tensor and the version of its entry, for <see cref="TryUpdate"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">Grows with each write to the key and is never used twice; 0 when the key is absent.</param>
    /// <returns>A handle that the caller disposes, or null when the key is absent.</returns>
    AiTensor? Get(ReadOnlySpan<char> key, out long version);

    /// <summary>Puts a tensor under a key, replacing what was there, its expiry included.</summary>
    /// <param name="key">The key, not empty.</param>
    /// <param name="tensor">The tensor; the store takes a reference of its own.</param>
    /// <param name="timeToLive">When the entry expires, from now on; null, the default, for never.</param>
    /// <exception cref="TensorStoreFullException">The tensor does not fit into the budget. Nothing was changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeToLive"/> is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    void Set(string key, AiTensor tensor, TimeSpan? timeToLive = null);

    /// <summary>Puts several tensors under their keys: all of them, or none when they do not fit.</summary>
    /// <param name="entries">Keys and tensors; a key that comes twice gets the later one. A reader may see some of them before the others.</param>
    /// <param name="timeToLive">When the entries expire, from now on; null, the default, for never.</param>
    /// <exception cref="TensorStoreFullException">Together they do not fit into the budget. Nothing was changed.</exception>
    void SetAll(ReadOnlySpan<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null);

    /// <summary>Puts a tensor under a key if nobody wrote to it in the meantime.</summary>
    /// <param name="key">The key, not empty.</param>
    /// <param name="tensor">The tensor; the store takes a reference of its own.</param>
    /// <param name="expectedVersion">What <see cref="Get(ReadOnlySpan{char}, out long)"/> said; 0 to add a key that must be absent.</param>
    /// <param name="timeToLive">When the entry expires, from now on; null, the default, for never.</param>
    /// <returns>False when the entry has another version by now: nothing was changed.</returns>
    /// <exception cref="TensorStoreFullException">The tensor does not fit into the budget. Nothing was changed.</exception>
    bool TryUpdate(string key, AiTensor tensor, long expectedVersion, TimeSpan? timeToLive = null);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was there.</returns>
    bool Remove(ReadOnlySpan<char> key);

    /// <summary>Says whether a key is there.</summary>
    /// <param name="key">The key.</param>
    bool Contains(ReadOnlySpan<char> key);

    /// <summary>Says when an entry expires.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The time left; null when the key is absent or never expires.</returns>
    TimeSpan? GetTimeToLive(ReadOnlySpan<char> key);

    /// <summary>Changes when an entry expires, and nothing else.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeToLive">From now on; null for never.</param>
    /// <returns>Whether the key was there.</returns>
    bool SetTimeToLive(ReadOnlySpan<char> key, TimeSpan? timeToLive);

    /// <summary>Lists the keys that match a pattern, as they were at one moment each; in no particular order.</summary>
    /// <param name="pattern">As in Redis' KEYS: <c>*</c>, <c>?</c>, <c>[abc]</c>, <c>[^a]</c>, <c>[a-z]</c>, and <c>\</c> before a character meant as itself.</param>
    IEnumerable<string> Keys(string pattern = "*");

    /// <summary>Gets a tensor from a store that may have to wait for it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A handle that the caller disposes, or null; complete at once in memory.</returns>
    ValueTask<AiTensor?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<AiTensor?>(Get(key));
    }

    /// <summary>Puts a tensor under a key in a store that may have to wait until it is kept.</summary>
    /// <param name="key">The key, not empty.</param>
    /// <param name="tensor">The tensor; the store takes a reference of its own.</param>
    /// <param name="timeToLive">When the entry expires, from now on; null, the default, for never.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Complete at once in memory.</returns>
    ValueTask SetAsync(string key, AiTensor tensor, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Set(key, tensor, timeToLive);
        return ValueTask.CompletedTask;
    }

    /// <summary>Puts several tensors under their keys in a store that may have to wait until they are kept: all of them, or none when they do not fit.</summary>
    /// <param name="entries">As in <see cref="SetAll"/>.</param>
    /// <param name="timeToLive">When the entries expire, from now on; null, the default, for never.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Complete at once in memory.</returns>
    ValueTask SetAllAsync(ReadOnlyMemory<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SetAll(entries.Span, timeToLive);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes the entries whose keys match a pattern to a file in the safetensors format.</summary>
    /// <param name="path">The file; when it exists it is replaced in one step, so that a crash leaves the old file or the new one.</param>
    /// <param name="pattern">As in <see cref="Keys"/>.</param>
    /// <param name="cancellationToken">Ends the writing; the old file stays.</param>
    /// <exception cref="ArgumentException">A key is <c>__metadata__</c>, which the format keeps for itself.</exception>
    Task SaveAsync(string path, string pattern = "*", CancellationToken cancellationToken = default);

    /// <summary>Adds the tensors of a safetensors file, replacing entries of the same keys.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading; nothing is changed then.</param>
    /// <returns>How many entries were added; those that have expired are left out.</returns>
    /// <exception cref="InvalidDataException">The file is damaged; the message says where. Nothing was changed.</exception>
    /// <exception cref="TensorStoreFullException">The tensors do not fit into the budget. Nothing was changed.</exception>
    Task<int> LoadAsync(string path, CancellationToken cancellationToken = default);
}
