using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>The copy of a call whose run is going on.</summary>
internal interface IRunCopy
{
    /// <summary>Takes what the call gave, with references of its own.</summary>
    /// <param name="outputs">The outputs, borrowed; empty when the run failed, or nobody wanted it any more.</param>
    void End(ReadOnlySpan<TensorValue> outputs);

    /// <summary>Goes to a thread, to run there. Last of all, when the run of the call does not count any more.</summary>
    void Start();
}
