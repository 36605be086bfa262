namespace RedisAi;

/// <summary>A version of a model, a script or a plan, as a storage has it.</summary>
/// <param name="Id">Which it is.</param>
/// <param name="Head">What the engine says of it, some hundred bytes to some thousand; no storage looks into it.</param>
/// <param name="Parts">What contents it has, in no particular order: the file of a model, weights in files of their own, the text of a script. Read by <see cref="IDurableStorage.OpenContent"/>.</param>
public sealed record DurableItem(DurableItemId Id, ReadOnlyMemory<byte> Head, IReadOnlyList<DurablePart> Parts);
