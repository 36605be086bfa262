namespace RedisAi;

/// <summary>Conveniences over <see cref="ITensorStore"/>.</summary>
public static class TensorStoreExtensions
{
    /// <summary>Gets a tensor, or makes and stores it when the key is absent.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key, not empty.</param>
    /// <param name="create">Makes the tensor, which is then the store's and the caller's. Under a race it may be called more than once; one result is kept, the others are disposed.</param>
    /// <param name="timeToLive">When a new entry expires, from now on; null, the default, for never.</param>
    /// <returns>A handle that the caller disposes.</returns>
    public static AiTensor GetOrAdd(this ITensorStore store, string key, Func<string, AiTensor> create, TimeSpan? timeToLive = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(create);
        while (true)
        {
            if (store.Get(key) is { } found)
            {
                return found;
            }

            AiTensor created = create(key);
            bool kept = false;
            try
            {
                kept = store.TryUpdate(key, created, expectedVersion: 0, timeToLive);
                if (kept)
                {
                    return created;
                }
            }
            finally
            {
                if (!kept)
                {
                    created?.Dispose();
                }
            }
        }
    }

    /// <summary>Replaces a tensor by what a function makes of it, starting over when somebody else writes in between.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key, not empty.</param>
    /// <param name="update">Gets the present tensor, borrowed, or null, and gives the next. It may be called more than once.</param>
    /// <param name="timeToLive">When the entry expires, from now on; null, the default, for never.</param>
    public static void Update(this ITensorStore store, string key, Func<AiTensor?, AiTensor> update, TimeSpan? timeToLive = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(update);
        bool done = false;
        while (!done)
        {
            using AiTensor? present = store.Get(key, out long version);
            AiTensor next = update(present);
            try
            {
                done = store.TryUpdate(key, next, version, timeToLive);
            }
            finally
            {
                if (!ReferenceEquals(next, present))
                {
                    next?.Dispose();
                }
            }
        }
    }

    /// <summary>Gets a tensor that must be there.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key.</param>
    /// <returns>A handle that the caller disposes.</returns>
    /// <exception cref="TensorNotFoundException">The key is absent.</exception>
    public static AiTensor GetRequired(this ITensorStore store, string key)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Get(key) ?? throw new TensorNotFoundException(key);
    }
}
