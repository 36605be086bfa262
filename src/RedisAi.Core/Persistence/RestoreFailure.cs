namespace RedisAi;

/// <summary>A model, script or plan that a storage has, and that could not be brought back: it stays there, and the next start tries it again.</summary>
/// <param name="Item">Which it is.</param>
/// <param name="Error">Why: a <see cref="DurableStorageException"/> where the storage cannot be read or is damaged, else what loading or compiling it ended with.</param>
public sealed record RestoreFailure(DurableItemId Item, Exception Error);
