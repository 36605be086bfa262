namespace RedisAi;

/// <summary>What a storage keeps besides tensors. The numbers are those that are written.</summary>
public enum DurableItemKind
{
    /// <summary>A version of a model.</summary>
    Model = 0,

    /// <summary>A script.</summary>
    Script = 1,

    /// <summary>A plan.</summary>
    Plan = 2,
}
