namespace RedisAi.Store.Redis;

/// <summary>What a call of a session waits for.</summary>
public enum RedisWriteMode
{
    /// <summary>A call ends when its states are in Redis. A process that dies loses nothing of what it acknowledged.</summary>
    WriteThrough,

    /// <summary>A call ends at once; its states are sent within <see cref="RedisStoreOptions.WriteInterval"/>. A process that dies loses no more than that.</summary>
    WriteBehind,
}
