using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>One run of a probe: its outputs, or why it failed.</summary>
internal sealed class ProbeRun : IDisposable
{
    private ProbeRun(TensorValue[] outputs) => Outputs = outputs;

    public TensorValue[] Outputs { get; }

    /// <summary>What was said when it failed; null when it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>How long it took, by the clock of the probe.</summary>
    public long Ticks { get; private set; }

    /// <summary>Runs rows, in the given order.</summary>
    public static ProbeRun Of(IModelExecution execution, ModelSignature signature, ProbeInputs inputs, ReadOnlySpan<int> order, TimeProvider time)
    {
        ProbeRun run = new(new TensorValue[signature.Outputs.Count]);
        TensorValue[] values = new TensorValue[signature.Inputs.Count];
        try
        {
            inputs.Join(order, values);
            long started = time.GetTimestamp();
            Execute(execution, values, run.Outputs);
            run.Ticks = time.GetTimestamp() - started;
        }
#pragma warning disable CA1031 // Made-up inputs make any model fail, a function in any way; what is said is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            run.Error = error.Message;
            run.Dispose();
        }
        finally
        {
            Release(values);
        }

        return run;
    }

    /// <summary>Releases values; those that are empty are left alone.</summary>
    public static void Release(TensorValue[] values)
    {
        foreach (ref TensorValue value in values.AsSpan())
        {
            if (!value.IsEmpty)
            {
                LentValues.GiveUp(in value);
                value = default;
            }
        }
    }

    private static void Execute(IModelExecution execution, TensorValue[] inputs, TensorValue[] outputs)
    {
        LentValues.Lend(inputs);
        try
        {
            execution.Execute(inputs, outputs);
        }
        finally
        {
            LentValues.TakeForwarded(outputs);
        }
    }

    public void Dispose() => Release(Outputs);
}
