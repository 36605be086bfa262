namespace RedisAi.Store.Redis;

/// <summary>What tensors are at the other end, and with which commands they are read and written. All of them end within the deadline of a command.</summary>
internal interface ITensorForm
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="key">The engine's key.</param>
    /// <param name="reading">What else to bring.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidDataException">What is there is no tensor, or damaged.</exception>
    Task<FoundTensor> ReadAsync(string key, TensorReading reading, CancellationToken cancellationToken);

    /// <summary>Reads a tensor unless it is the same as one that is here.</summary>
    /// <param name="key">The engine's key.</param>
    /// <param name="version">The version of what is here.</param>
    /// <param name="reading">What else to bring; the time that it has left in any case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>With no tensor and the same version when it is the same.</returns>
    Task<FoundTensor> ReadIfChangedAsync(string key, long version, TensorReading reading, CancellationToken cancellationToken);

    /// <summary>Puts tensors under their keys: those of one slot in one step, and all in one round trip.</summary>
    /// <param name="writes">The keys, each once; the tensors stay the caller's.</param>
    /// <exception cref="TensorStoreFullException">One is too large for a key, or those of a slot for one step. Nothing was changed.</exception>
    Task WriteAsync(TensorWrite[] writes);

    /// <summary>Puts a tensor under a key if its version is still the expected one.</summary>
    /// <param name="write">The key and the tensor.</param>
    /// <param name="expectedVersion">The version; 0 for a key that must be absent.</param>
    Task<bool> TryUpdateAsync(TensorWrite write, long expectedVersion);

    /// <summary>Removes a key; says whether it was there.</summary>
    Task<bool> RemoveAsync(string key);

    /// <summary>Changes when a key expires; says whether it is there.</summary>
    Task<bool> ExpireAsync(string key, TimeSpan? timeToLive);

    /// <summary>How many bytes the elements of a tensor take; 0 when the key is absent.</summary>
    Task<long> LengthAsync(string key);
}
