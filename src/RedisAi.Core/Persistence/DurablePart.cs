namespace RedisAi;

/// <summary>A content of an item, as a storage has it.</summary>
/// <param name="Name">Its name, unique in the item.</param>
/// <param name="ByteLength">How many bytes there are.</param>
public sealed record DurablePart(string Name, long ByteLength);
