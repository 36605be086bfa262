namespace RedisAi.Sharing;

/// <summary>The models, scripts and plans that several processes share: what is stored with one of them serves with all.</summary>
internal interface ISharedCatalog
{
    /// <summary>Follows what the processes store, and tells them what this one does. Called once, at the end of the engine's constructor; it does not wait for anything.</summary>
    /// <param name="registries">The registries of the engine.</param>
    void Start(SharedRegistries registries);

    /// <summary>Stops following, and ends what is being loaded. Called once, when the engine begins to close, before its models do.</summary>
    Task StopAsync();
}
