namespace RedisAi.Hosting;

/// <summary>The storage that was added to a service collection: how to make it, since the engine owns it, and the container must not dispose it as well.</summary>
/// <param name="Create">Makes the storage.</param>
internal sealed record StorageRegistration(Func<IServiceProvider, IDurableStorage> Create);
