using RedisAi.Errors;
using RedisAi.Registry;
using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>Runs models as parts of other calls, whose deadline and token they have: a script that runs a model.</summary>
/// <remarks>A part is a run like any other: it has a slot of its own, on this thread, and counts. It is accepted while the engine is closing, as long as the call that it is part of runs.</remarks>
internal sealed class ModelParts(VersionTable<ModelVersion> table)
{
    /// <summary>Runs a model.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inputs">By position, borrowed.</param>
    /// <param name="outputs">As many as the model has; each is handed over with one reference.</param>
    /// <param name="deadline">When to stop, as a timestamp; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public void Run(string key, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs, long deadline, CancellationToken cancellationToken)
    {
        ModelResultState state = Accept(key, inputs, outputs.Length, deadline, cancellationToken).RunToState();
        try
        {
            ThrowIfOtherCount(key, state.Outputs.Count, outputs.Length);
            for (int i = 0; i < outputs.Length; i++)
            {
                outputs[i] = state.Take(i);
            }
        }
        finally
        {
            state.Abandon();
        }
    }

    private static void ThrowIfOtherCount(string key, int count, int asked)
    {
        if (count != asked)
        {
            throw new TensorMismatchException("outputs", Counted.Of(count, "tensor"), $"{asked}", $"Model '{key}' has {Counted.Of(count, "output")}; {asked} {(asked == 1 ? "was" : "were")} asked for.");
        }
    }

    private ModelSlot Accept(string key, ReadOnlySpan<TensorValue> inputs, int outputCount, long deadline, CancellationToken cancellationToken)
    {
        ModelSlot slot = AcquireSlot(key);
        try
        {
            ThrowIfOtherCount(key, slot.OutputCount ?? outputCount, outputCount);
            slot.AcceptPart(deadline, cancellationToken);
            slot.Binder.Bind(inputs, slot.Inputs);
            return slot;
        }
        catch
        {
            slot.Return();
            throw;
        }
    }

    private ModelSlot AcquireSlot(string key)
    {
        ModelVersion? refused = null;
        while (true)
        {
            ModelVersion version = table.CurrentForPart(key, refused);
            if (version.TryAcquire() is { } slot)
            {
                return (ModelSlot)slot;
            }

            refused = version;
        }
    }
}
