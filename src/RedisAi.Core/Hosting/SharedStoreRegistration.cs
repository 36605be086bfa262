namespace RedisAi.Hosting;

/// <summary>The shared store that was added to a service collection: how to make it, since the engine owns it, and the container must not dispose it as well.</summary>
/// <param name="Create">Makes the store.</param>
internal sealed record SharedStoreRegistration(Func<IServiceProvider, SharedTensorStore> Create);
