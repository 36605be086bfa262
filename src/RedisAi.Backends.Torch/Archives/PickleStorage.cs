namespace RedisAi.Backends.Torch.Archives;

/// <summary>The memory of tensors, as a pickle describes it.</summary>
/// <param name="Elements">How many elements it has.</param>
internal sealed record PickleStorage(long Elements);
