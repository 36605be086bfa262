using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Looks at runs: takes the inputs of one call of a batch, and later what it gave.</summary>
internal interface IRunTap
{
    /// <summary>Whether anybody looks at all.</summary>
    bool IsOpen { get; }

    /// <summary>Takes the inputs of a call, with references of its own; null when it does not look at this one.</summary>
    /// <param name="inputs">The inputs, borrowed.</param>
    IRunCopy? TryCopy(ReadOnlySpan<TensorValue> inputs);
}
