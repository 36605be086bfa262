namespace RedisAi.Store.Redis;

/// <summary>How the local cache learns of what others write.</summary>
public enum RedisTracking
{
    /// <summary>The server tells (CLIENT TRACKING); where that cannot be had, each read asks whether the version is still the same.</summary>
    Auto,

    /// <summary>Each read asks whether the version is still the same: a round trip, but only a few bytes.</summary>
    Off,
}
