using RedisAi.Backends.Onnx.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx;

/// <summary>Runs an ONNX model for one call at a time: with memory of ours for the outputs that are planned, and without where a plan was wrong.</summary>
internal sealed class OnnxExecution(OnnxSession session) : IModelExecution
{
    private readonly OrtRun _run = new(session.Handle, session.Signature, session.InputNames, session.OutputNames);

    public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        try
        {
            _run.SetInputs(inputs);
            OutputPlan? plan = session.Plans.Find(inputs);
            PlaceOutputs(plan, outputs);
            if (!_run.TryRun(isPlanned: plan is { HasPlanned: true }))
            {
                RunAgain(outputs);
                plan = null;
            }

            OnnxOutputs.Take(session.Signature, session.Flat, _run.Outputs, outputs);
            if (plan is null)
            {
                session.Plans.Learn(inputs, outputs);
            }
        }
        finally
        {
            _run.ReleaseTemporaries();
        }
    }

    public void Cancel() => _run.Cancel();

    public void ResetCancel() => _run.ResetCancel();

    public void Dispose() => _run.Dispose();

    private void PlaceOutputs(OutputPlan? plan, Span<TensorValue> outputs)
    {
        Span<nint> values = _run.Outputs;
        for (int i = 0; i < outputs.Length; i++)
        {
            values[i] = 0;
            if (plan?.Outputs[i] is { } planned)
            {
                outputs[i] = TensorValue.Allocate(session.Signature.Outputs[i].DataType, planned.Shape);
                values[i] = OnnxOutputs.ValueOver(in outputs[i], planned.InGraph);
            }
        }
    }

    /// <summary>Runs once more and lets the runtime allocate: the error may have come from an output whose shape was planned wrongly.</summary>
    private void RunAgain(Span<TensorValue> outputs)
    {
        foreach (ref TensorValue output in outputs)
        {
            if (!output.IsEmpty)
            {
                output.Release();
                output = default;
            }
        }

        PlaceOutputs(plan: null, outputs);
        _run.TryRun(isPlanned: false);
        session.Plans.Disable();
    }
}
