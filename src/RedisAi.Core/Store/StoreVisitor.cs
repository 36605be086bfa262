namespace RedisAi.Store;

/// <summary>Looks at one entry while its shard is locked.</summary>
/// <typeparam name="TState">What the visitor needs.</typeparam>
internal delegate void StoreVisitor<in TState>(TState state, StoreEntry entry);
