namespace RedisAi.Backends.Torch.Interop;

/// <summary>What was done to a model for the sake of speed, and what is done when it runs.</summary>
[Flags]
internal enum RaitPreparation
{
    None = 0,
    Frozen = 1,
    Optimized = 2,
    EachShape = 4,
}
