namespace RedisAi.Store.Redis;

/// <summary>What a tensor is at the other end.</summary>
public enum RedisTensorFormat
{
    /// <summary>A string of Redis: a short header and the values, which any client can read and write; docs/redis.md has its bytes.</summary>
    Plain,

    /// <summary>A tensor of the server, by AI.TENSORSET and AI.TENSORGET: for a server of this project, or RedisAI. Such a tensor has no version, and sessions are not shared.</summary>
    RedisAi,
}
