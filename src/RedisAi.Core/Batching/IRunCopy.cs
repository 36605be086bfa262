using RedisAi.Backends;

namespace RedisAi.Batching;

/// <summary>The copy of a call whose run is going on.</summary>
internal interface IRunCopy
{
    /// <summary>Takes what the call gave, with references of its own.</summary>
    /// <param name="outputs">The outputs, borrowed; empty when the run failed.</param>
    void End(ReadOnlySpan<TensorValue> outputs);
}
