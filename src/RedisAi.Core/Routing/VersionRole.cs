namespace RedisAi;

/// <summary>What a version of a model is there for.</summary>
public enum VersionRole
{
    /// <summary>It answers what no candidate does.</summary>
    Serving,

    /// <summary>It answers a share of the calls.</summary>
    Candidate,

    /// <summary>It runs copies of some calls, and what it gives is compared and never returned.</summary>
    Shadow,

    /// <summary>It served before the one that was promoted, and can serve again at once: <see cref="IModelRegistry.RollBackAsync"/>.</summary>
    Previous,

    /// <summary>It answers sessions that are in mid-state on it, and is closed when there are none left.</summary>
    Old,
}
