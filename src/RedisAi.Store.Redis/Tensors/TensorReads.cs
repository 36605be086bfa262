namespace RedisAi.Store.Redis;

/// <summary>Reads tensors: from the local cache where the server would tell of a write, else from the server.</summary>
/// <param name="form">What tensors are there.</param>
/// <param name="cache">What was read before.</param>
internal sealed class TensorReads(ITensorForm form, TensorCache cache)
{
    /// <summary>Gets a tensor that is here, if it needs no word of the server.</summary>
    public bool TryGetLocal(ReadOnlySpan<char> key, out FoundTensor found)
    {
        found = default;
        if (!cache.IsEnabled)
        {
            return false;
        }

        CacheLookup lookup = cache.Find(key, out FoundTensor cached, out _);
        if (lookup == CacheLookup.Current)
        {
            found = cached;
            return true;
        }

        Release(cached);
        return false;
    }

    /// <summary>Gets a tensor.</summary>
    /// <returns>With one reference, the caller's.</returns>
    /// <exception cref="InvalidDataException">What is there is no tensor, or damaged.</exception>
    /// <exception cref="SharedStoreException">The server was not reached in time.</exception>
    public Task<FoundTensor> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (!cache.IsEnabled)
        {
            return form.ReadAsync(key, TensorReading.Alone, cancellationToken);
        }

        CacheLookup lookup = cache.Find(key, out FoundTensor cached, out CacheTicket ticket);

        // The states of sessions are written by scripts on this very connection, and of its own writes it is not told.
        TensorReading reading = ticket.Era != 0 && KeyNames.SessionOf(key) is null ? TensorReading.Followed : TensorReading.WithTimeToLive;
        return lookup switch
        {
            CacheLookup.Current => Task.FromResult(cached),
            CacheLookup.Unchecked => CheckAsync(key, cached, ticket, reading, cancellationToken),
            _ => FetchAsync(key, ticket, reading, cancellationToken),
        };
    }

    /// <summary>Gets several tensors in one round trip: all are asked for, one behind the other, before the first answer is waited for.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>With one reference each, the caller's, in the order of the keys.</returns>
    public static async Task<FoundTensor[]> ReadAllAsync(string[] keys, Func<string, CancellationToken, Task<FoundTensor>> read, CancellationToken cancellationToken)
    {
        Task<FoundTensor>[] reads = Array.ConvertAll(keys, key => read(key, cancellationToken));
        try
        {
            return await Task.WhenAll(reads).ConfigureAwait(false);
        }
        catch
        {
            foreach (Task<FoundTensor> done in reads)
            {
                if (done.IsCompletedSuccessfully)
                {
                    Release(await done.ConfigureAwait(false));
                }
            }

            throw;
        }
    }

    /// <summary>Gets a tensor from the server, with the time that it has left, past the cache.</summary>
    public Task<FoundTensor> ReadThroughAsync(string key, CancellationToken cancellationToken) => form.ReadAsync(key, TensorReading.WithTimeToLive, cancellationToken);

    public static void Release(FoundTensor found)
    {
        if (!found.IsAbsent)
        {
            found.Value.Release();
        }
    }

    private async Task<FoundTensor> FetchAsync(string key, CacheTicket ticket, TensorReading reading, CancellationToken cancellationToken)
    {
        FoundTensor found = await form.ReadAsync(key, reading, cancellationToken).ConfigureAwait(false);
        if (!found.IsAbsent)
        {
            cache.Add(key, found, TicketOf(found, ticket));
        }

        return found;
    }

    private async Task<FoundTensor> CheckAsync(string key, FoundTensor cached, CacheTicket ticket, TensorReading reading, CancellationToken cancellationToken)
    {
        bool isSame = false;
        try
        {
            FoundTensor found = await form.ReadIfChangedAsync(key, cached.Version, reading, cancellationToken).ConfigureAwait(false);
            isSame = found.IsAbsent && found.Version != 0;
            if (isSame)
            {
                cache.Confirm(key, cached.Version, found.TimeToLive, TicketOf(found, ticket));
                return cached;
            }

            if (found.IsAbsent)
            {
                cache.Drop(key);
            }
            else
            {
                cache.Add(key, found, TicketOf(found, ticket));
            }

            return found;
        }
        finally
        {
            if (!isSame)
            {
                Release(cached);
            }
        }
    }

    /// <summary>What the server does not tell of is asked for again.</summary>
    private static CacheTicket TicketOf(FoundTensor found, CacheTicket ticket) => found.IsFollowed ? ticket : ticket with { Era = 0 };
}
