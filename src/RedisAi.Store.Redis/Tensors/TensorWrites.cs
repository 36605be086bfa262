namespace RedisAi.Store.Redis;

/// <summary>Writes tensors, and keeps nothing of what it writes to in the local cache meanwhile, also when nobody knows how a write has ended.</summary>
/// <param name="form">What tensors are there.</param>
/// <param name="cache">What was read before.</param>
internal sealed class TensorWrites(ITensorForm form, TensorCache cache)
{
    public async Task WriteAsync(TensorWrite[] writes)
    {
        foreach (TensorWrite write in writes)
        {
            cache.BeginWrite(write.Key);
        }

        try
        {
            await form.WriteAsync(writes).ConfigureAwait(false);
        }
        finally
        {
            foreach (TensorWrite write in writes)
            {
                cache.EndWrite(write.Key);
            }
        }
    }

    public Task<bool> TryUpdateAsync(TensorWrite write, long expectedVersion) => WriteAsync(write.Key, () => form.TryUpdateAsync(write, expectedVersion));

    public Task<bool> RemoveAsync(string key) => WriteAsync(key, () => form.RemoveAsync(key));

    public Task<bool> ExpireAsync(string key, TimeSpan? timeToLive) => WriteAsync(key, () => form.ExpireAsync(key, timeToLive));

    private async Task<bool> WriteAsync(string key, Func<Task<bool>> write)
    {
        cache.BeginWrite(key);
        try
        {
            return await write().ConfigureAwait(false);
        }
        finally
        {
            cache.EndWrite(key);
        }
    }
}
