namespace RedisAi.Backends.Torch.Archives;

/// <summary>A tuple in a pickle: what descriptions of tensors are made of.</summary>
internal sealed record PickleTuple(IReadOnlyList<object?> Items)
{
    /// <summary>How deep tuples are in tuples here; libtorch frees them by recursion.</summary>
    public int Depth { get; } = 1 + Items.Select(static item => (item as PickleTuple)?.Depth ?? 0).DefaultIfEmpty().Max();
}
