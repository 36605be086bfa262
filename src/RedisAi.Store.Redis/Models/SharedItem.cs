namespace RedisAi.Store.Redis;

/// <summary>A version under a key of the shared catalog.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Head">What the engine says of it.</param>
/// <param name="Parts">Its contents.</param>
internal sealed record SharedItem(int Version, ReadOnlyMemory<byte> Head, IReadOnlyList<SharedPart> Parts)
{
    /// <summary>The version as an engine knows it.</summary>
    public DurableItem AsDurable(SharedLineId id) =>
        new(new DurableItemId(id.Kind, id.Key, Version), Head, [.. Parts.Select(static part => new DurablePart(part.Name, part.ByteLength))]);
}
