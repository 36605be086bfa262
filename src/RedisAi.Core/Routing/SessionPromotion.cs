namespace RedisAi;

/// <summary>What becomes of a session in mid-state when another version of its model serves.</summary>
public enum SessionPromotion
{
    /// <summary>
    /// It stays on its version until its states are gone (ended or expired). When that version has to go
    /// (<see cref="RoutingOptions.MaxOldVersions"/>), its states go through <see cref="RoutingOptions.Migration"/>, or, without one, it starts anew.
    /// </summary>
    KeepVersion,

    /// <summary>Its next call goes to the new version and starts from the initial state.</summary>
    Restart,

    /// <summary>Its next call goes to the new version with its states, as <see cref="RoutingOptions.Migration"/> changes them; without one, as they are.</summary>
    Migrate,
}
