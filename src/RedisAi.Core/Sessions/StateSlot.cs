using RedisAi.Tensors;

namespace RedisAi.Sessions;

/// <summary>One state of a loaded model.</summary>
/// <param name="Input">The place of the input in the signature.</param>
/// <param name="Output">The place of the output.</param>
/// <param name="Spec">What the signature says of the input.</param>
/// <param name="BatchAxis">The axis of the rows.</param>
/// <param name="Initial">One row, for a session that has no state yet; held by the model.</param>
/// <param name="TimeToLive">How long a state is kept after it was written.</param>
internal sealed record StateSlot(int Input, int Output, TensorSpec Spec, int BatchAxis, TensorValue Initial, TimeSpan? TimeToLive)
{
    /// <summary>The name of the output, for messages.</summary>
    public string OutputName { get; init; } = "";
}
