namespace RedisAi;

/// <summary>What an <c>AI.TENSORGET</c> asks for.</summary>
[Flags]
public enum DagTensorFormat
{
    /// <summary>Nothing was said, which RedisAI answers as <see cref="Meta"/> and <see cref="Blob"/>.</summary>
    None = 0,

    /// <summary>The type and the shape.</summary>
    Meta = 1,

    /// <summary>The bytes of the elements.</summary>
    Blob = 2,

    /// <summary>The elements, one by one.</summary>
    Values = 4,
}
