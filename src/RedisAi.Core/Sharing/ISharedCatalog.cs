using RedisAi.Persistence;

namespace RedisAi.Sharing;

/// <summary>The models, scripts and plans that several processes share: what is stored with one of them serves with all.</summary>
internal interface ISharedCatalog : ICatalogBacking
{
    /// <summary>What others have put there and is not here as it should be, with the reason; empty when all is well.</summary>
    IReadOnlyList<RestoreFailure> Failures { get; }

    /// <summary>Gets to know the engine. Called once, at the end of its constructor; does not wait for anything.</summary>
    void Start(ISharedCatalogHost host);

    /// <summary>Loads what is there by now, and puts it in place; what cannot be loaded is among the <see cref="Failures"/>. A store that does not answer is logged, and asked again by <see cref="FollowAsync"/>.</summary>
    /// <param name="plans">Whether it is the turn of plans, or of the models and scripts that they need.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task CatchUpAsync(bool plans, CancellationToken cancellationToken);

    /// <summary>From when this is complete the process counts: it is waited for, and follows what others store. Calling it again does nothing.</summary>
    Task FollowAsync();

    /// <summary>Stops following, and ends what is being loaded. Called when the engine begins to close, before its models do.</summary>
    Task StopAsync();
}
