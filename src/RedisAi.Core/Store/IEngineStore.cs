using RedisAi.Persistence;
using RedisAi.Tensors;

namespace RedisAi.Store;

/// <summary>A tensor store as the parts of an engine use it, in the memory of the process or shared by several.</summary>
/// <remarks>What has a body here is for a store that answers each write when it is kept, and has no more to tell of its keys than <see cref="ITensorStore"/> does.</remarks>
internal interface IEngineStore : ITensorStore
{
    /// <summary>The store as sessions use it.</summary>
    IStateStore States { get; }

    /// <summary>The models, scripts and plans of the storage; null where there is none.</summary>
    Catalog? Catalog { get; }

    /// <summary>Whether what is stored outlives the process.</summary>
    bool IsDurable { get; }

    /// <summary>Whether a write is acknowledged only by <see cref="AcknowledgeAsync"/>.</summary>
    bool IsAwaited => false;

    /// <summary>How many keys expire at some time; 0 where that is not known.</summary>
    long ExpiringCount => 0;

    /// <summary>The most bytes of tensors; null for any number.</summary>
    long? MaxBytes => null;

    /// <summary>Whether tensors make room for others.</summary>
    bool Evicts => false;

    /// <summary>Gets a tensor without making a handle.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor with one reference, the caller's, if this returns true.</param>
    bool TryGetValue(ReadOnlySpan<char> key, out TensorValue value)
    {
        using AiTensor? tensor = Get(key);
        value = tensor?.Lease() ?? default;
        return tensor is not null;
    }

    /// <summary>Puts several tensors under their keys, each with its time to live: all of them, or none.</summary>
    /// <param name="entries">What is written; a key that comes twice gets the later one.</param>
    /// <exception cref="TensorStoreFullException">Together they do not fit into the budget. Nothing was changed.</exception>
    void SetInOneStep(ReadOnlySpan<StoreWrite> entries);

    /// <summary>As <see cref="SetInOneStep"/>, and complete when it is done; nobody's thread is held meanwhile.</summary>
    /// <param name="entries">What is written; the tensors stay the caller's.</param>
    ValueTask SetInOneStepAsync(ReadOnlyMemory<StoreWrite> entries)
    {
        SetInOneStep(entries.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Complete when all that has changed by now outlives the process.</summary>
    Task FlushAsync();

    /// <summary>Complete when what was written is acknowledged.</summary>
    ValueTask AcknowledgeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>As <see cref="ITensorStore.Set"/>, but for the wait.</summary>
    void SetUnacknowledged(string key, AiTensor tensor, TimeSpan? timeToLive = null) => Set(key, tensor, timeToLive);

    /// <summary>As <see cref="ITensorStore.Remove"/>, but for the wait.</summary>
    bool RemoveUnacknowledged(ReadOnlySpan<char> key) => Remove(key);

    /// <summary>As <see cref="ITensorStore.SetTimeToLive"/>, but for the wait.</summary>
    bool SetTimeToLiveUnacknowledged(ReadOnlySpan<char> key, TimeSpan? timeToLive) => SetTimeToLive(key, timeToLive);

    /// <summary>Puts a tensor, for good, in the place of another, where that is cheaper than <see cref="SetUnacknowledged"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor; its reference is taken over if this returns true.</param>
    /// <returns>False when nothing was changed.</returns>
    bool TryReplace(ReadOnlySpan<char> key, in TensorValue value) => false;

    /// <summary>Adds the keys from one hash on, in the order of their hashes: as many as asked for at least, where there are so many, and all of a hash.</summary>
    /// <param name="from">The first hash.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="keys">Gets them.</param>
    /// <returns>The hash at which to go on, or <see cref="MemoryTensorStore.EndOfWalk"/>.</returns>
    ulong Walk(ulong from, long count, List<(uint Hash, string Key)> keys)
    {
        keys.AddRange(Keys().Select(static key => (Hash: (uint)KeyHash.Of(key), Key: key)).Where(key => key.Hash >= from).OrderBy(static key => key.Hash));
        return MemoryTensorStore.EndOfWalk;
    }

    /// <summary>The key at a place, in no particular order; null when there are fewer.</summary>
    string? KeyAt(long place) => Keys().ElementAtOrDefault((int)Math.Clamp(place, 0, int.MaxValue));
}
