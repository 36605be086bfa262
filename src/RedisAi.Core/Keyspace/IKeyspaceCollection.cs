namespace RedisAi.Keyspace;

/// <summary>A value of several parts, of which nothing is left under its key once it is empty.</summary>
internal interface IKeyspaceCollection
{
    int Count { get; }
}
