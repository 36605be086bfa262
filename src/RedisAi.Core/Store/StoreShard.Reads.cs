using RedisAi.Tensors;

namespace RedisAi.Store;

/// <content>Lookups, which take no lock.</content>
internal sealed partial class StoreShard
{
    private const int MaxAttempts = 16;

    /// <summary>Chains are hardly ever longer; the slow way follows those that are to their end.</summary>
    private const int UsualSteps = 64;

    /// <summary>Finds a key.</summary>
    /// <returns>A handle with a reference of its own, or null when the key is absent or expired.</returns>
    /// <remarks>
    /// This is the whole way of a lookup that nothing disturbs. It is written out, with few stores, since a lookup in a large store waits
    /// for memory, and the processor begins the next one meanwhile only as long as its store queue has room: the same in small methods
    /// that hand structs around took 1.6 times as long.
    /// </remarks>
    public AiTensor? Get(ReadOnlySpan<char> key, int hash, out long version)
    {
        int sequence = Volatile.Read(ref _sequence);
        if (_entries.FindRacy(key, hash, UsualSteps) is { ExpiresAt: 0 } entry && !evicts
            && entry.Buffer is { } buffer && entry.Shape is { } shape)
        {
            uint typeAndOffset = entry.TypeAndOffset;
            version = entry.Version;
            if (buffer.TryAddReference())
            {
                Volatile.ReadBarrier();
                if (_sequence == sequence && (sequence & 1) == 0)
                {
                    return new AiTensor(buffer, StoreEntry.TypeOf(typeAndOffset), shape, StoreEntry.OffsetOf(typeAndOffset));
                }

                buffer.Release();
            }
        }

        return GetSlowly(key, hash, out version);
    }

    /// <summary>Finds a key as <see cref="Get"/> does, without making a handle.</summary>
    /// <returns>Whether the key is there; the value has a reference of its own.</returns>
    public bool TryGetValue(ReadOnlySpan<char> key, int hash, out TensorValue value, out long version)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            int sequence = Volatile.Read(ref _sequence);
            if ((sequence & 1) != 0)
            {
                Thread.SpinWait(4 << attempt);
                continue;
            }

            // No chain is longer than the table, so a search that ends by itself has seen all there is.
            bool found = TryRead(_entries.FindRacy(key, hash, _entries.Count), out value, out version);
            Volatile.ReadBarrier();
            if (_sequence == sequence)
            {
                return found;
            }

            if (found)
            {
                value.Release();
            }
        }

        // Writers have been faster than this reader for a while.
        lock (_lock)
        {
            return TryRead(_entries.Find(key, hash), out value, out version);
        }
    }

    /// <summary>A lookup that finds nothing, or an entry that can expire or be evicted, or that a writer disturbed.</summary>
    private AiTensor? GetSlowly(ReadOnlySpan<char> key, int hash, out long version) =>
        TryGetValue(key, hash, out TensorValue value, out version) ? new AiTensor(value) : null;

    /// <summary>Takes a reference on what an entry holds; false, or nonsense, while somebody writes to it.</summary>
    private bool TryRead(StoreEntry? entry, out TensorValue value, out long version)
    {
        version = 0;
        if (!IsLive(entry) || entry!.Buffer is not { } buffer || entry.Shape is not { } shape || !buffer.TryAddReference())
        {
            value = default;
            return false;
        }

        uint typeAndOffset = entry.TypeAndOffset;
        version = entry.Version;
        NoteAccess(entry);
        value = new TensorValue(buffer, StoreEntry.TypeOf(typeAndOffset), shape, StoreEntry.OffsetOf(typeAndOffset));
        return true;
    }
}
