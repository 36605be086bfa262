using System.Runtime.InteropServices;
using RedisAi.Backends.Onnx.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx;

/// <summary>Runs an ONNX model for one call at a time: holds the arrays that the C API takes, and the flag that stops a run.</summary>
internal sealed unsafe class OnnxExecution : IModelExecution
{
    private readonly OnnxSession _session;
    private readonly OrtApi _api;
    private readonly OrtRunOptionsHandle _runOptions;
    private readonly int _inputCount;
    private readonly int _outputCount;

    // One block of native memory: the inputs' values, which of them are released after the run, the outputs' values.
    private nint* _inputs;
    private readonly nint* _temporaries;
    private readonly nint* _outputs;

    public OnnxExecution(OnnxSession session)
    {
        _session = session;
        _api = OrtRuntime.Instance.Api;
        _runOptions = OrtRunOptionsHandle.Create();
        _inputCount = session.Signature.Inputs.Count;
        _outputCount = session.Signature.Outputs.Count;
        _inputs = (nint*)NativeMemory.AllocZeroed((nuint)((2 * _inputCount) + _outputCount), (nuint)sizeof(nint));
        _temporaries = _inputs + _inputCount;
        _outputs = _temporaries + _inputCount;
    }

    public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        try
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                _inputs[i] = InputValue(i, in inputs[i]);
            }

            OutputPlan? plan = _session.Plans.Find(inputs);
            nint status = Run(plan, outputs);
            if (status != 0 && plan is not null && _api.GetErrorCode(status) == OrtStatus.InvalidArgument && HasPlanned(plan))
            {
                status = RunAgain(status, outputs);
                plan = null;
            }

            _api.ThrowIfFailed(status);
            OnnxOutputs.Take(_session.Signature, new ReadOnlySpan<nint>(_outputs, _outputCount), outputs);
            if (plan is null)
            {
                _session.Plans.Learn(inputs, outputs);
            }
        }
        finally
        {
            ReleaseTemporaries();
        }
    }

    public void Cancel() => _runOptions.Terminate();

    public void ResetCancel() => _runOptions.ResetTerminate();

    public void Dispose()
    {
        _runOptions.Dispose();
        NativeMemory.Free(_inputs);
        _inputs = null;
    }

    private nint InputValue(int index, in TensorValue input)
    {
        if (input.Native is OrtTensor known && known.Matches(in input))
        {
            return known.Value;
        }

        return input.DataType == TensorDataType.String
            ? _temporaries[index] = OrtStrings.Create(_session.Signature.Inputs[index].Name, in input)
            : NewInputValue(index, in input);
    }

    /// <summary>Makes a value and keeps it with the memory; for a view of a part, or if another one is kept there, it is for this run only.</summary>
    private nint NewInputValue(int index, in TensorValue input)
    {
        if (input.Native is not null || !input.CanAttachNative)
        {
            return _temporaries[index] = OrtValues.Over(in input);
        }

        OrtTensor created = new(in input);
        if (input.TryAttachNative(created))
        {
            return created.Value;
        }

        created.Dispose();
        return _temporaries[index] = OrtValues.Over(in input);
    }

    private nint Run(OutputPlan? plan, Span<TensorValue> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            _outputs[i] = 0;
            if (plan?.Outputs[i] is { } shape)
            {
                outputs[i] = TensorValue.Allocate(_session.Signature.Outputs[i].DataType, shape);
                _outputs[i] = OnnxOutputs.ValueOver(in outputs[i]);
            }
        }

        return _api.Run(
            _session.Handle.Value, _runOptions.Value, _session.InputNames.Pointer, _inputs, (nuint)_inputCount, _session.OutputNames.Pointer, (nuint)_outputCount, _outputs);
    }

    /// <summary>Runs once more and lets the runtime allocate: the error may have come from an output whose shape was planned wrongly.</summary>
    private nint RunAgain(nint status, Span<TensorValue> outputs)
    {
        _api.ReleaseStatus(status);
        foreach (ref TensorValue output in outputs)
        {
            if (!output.IsEmpty)
            {
                output.Release();
                output = default;
            }
        }

        status = Run(null, outputs);
        if (status == 0)
        {
            _session.Plans.Disable();
        }

        return status;
    }

    private static bool HasPlanned(OutputPlan plan)
    {
        foreach (TensorShape? shape in plan.Outputs)
        {
            if (shape is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void ReleaseTemporaries()
    {
        for (int i = 0; i < _inputCount; i++)
        {
            if (_temporaries[i] != 0)
            {
                OrtValues.Release(_temporaries[i]);
                _temporaries[i] = 0;
            }
        }
    }
}
