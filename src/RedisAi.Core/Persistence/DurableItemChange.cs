namespace RedisAi;

/// <summary>One change of a model, a script or a plan.</summary>
/// <param name="Kind">What has become of it.</param>
/// <param name="Id">Which it is.</param>
/// <param name="Head">Its head; empty where it is removed.</param>
/// <param name="Contents">The contents of a <see cref="DurableItemChangeKind.Put"/>; empty for the others.</param>
public sealed record DurableItemChange(DurableItemChangeKind Kind, DurableItemId Id, ReadOnlyMemory<byte> Head, IReadOnlyList<DurableContent> Contents)
{
    internal static DurableItemChange Put(DurableItemId id, ReadOnlyMemory<byte> head, IReadOnlyList<DurableContent> contents) => new(DurableItemChangeKind.Put, id, head, contents);

    internal static DurableItemChange SetHead(DurableItemId id, ReadOnlyMemory<byte> head) => new(DurableItemChangeKind.SetHead, id, head, []);

    internal static DurableItemChange Remove(DurableItemId id) => new(DurableItemChangeKind.Remove, id, default, []);

    internal static DurableItemChange RemoveUpTo(DurableItemId id) => new(DurableItemChangeKind.RemoveUpTo, id, default, []);
}
