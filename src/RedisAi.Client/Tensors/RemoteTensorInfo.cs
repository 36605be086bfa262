namespace RedisAi;

/// <summary>A tensor of a server, without its elements.</summary>
/// <param name="Key">The key.</param>
/// <param name="DataType">The type of the elements; undefined where RedisAI has no name for it, as for half precision.</param>
/// <param name="Shape">The shape; null where the server does not tell it, as for such a type.</param>
/// <param name="TimeToLive">The time that it has left; null for ever.</param>
public sealed record RemoteTensorInfo(string Key, TensorDataType DataType, TensorShape? Shape, TimeSpan? TimeToLive);
