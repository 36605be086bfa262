namespace RedisAi.Server.Commands;

/// <summary>What becomes of keys when there is no more room, by Redis' names.</summary>
internal static class EvictionPolicy
{
    public static string Of(IEndpointKeys keys) => keys.Evicts ? "allkeys-lru" : "noeviction";
}
