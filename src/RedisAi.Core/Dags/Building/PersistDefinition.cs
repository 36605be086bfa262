namespace RedisAi.Dags.Building;

/// <summary>A value that goes to the store.</summary>
internal sealed record PersistDefinition(Port Port, KeyTemplate Key, TimeSpan? TimeToLive);
