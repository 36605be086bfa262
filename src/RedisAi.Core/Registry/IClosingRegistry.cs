namespace RedisAi.Registry;

/// <summary>A registry as the end of the engine sees it.</summary>
internal interface IClosingRegistry
{
    /// <summary>Completes when no load is left, after <see cref="Refuse"/>.</summary>
    Task LoadsEnded { get; }

    /// <summary>Refuses calls and loads from now on, and asks the loads that are going on to end. Called once.</summary>
    /// <returns>All versions that are open, also those that do not serve any more and still run; the caller closes them.</returns>
    IReadOnlyList<ServedVersion> Refuse();
}
