using System.Runtime.InteropServices;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>One run at a time of a session: the arrays that the C API takes, the values made for one run only, and the flag that stops it.</summary>
internal sealed unsafe class OrtRun : IDisposable
{
    private readonly OrtApi _api;
    private readonly OrtSessionHandle _session;
    private readonly ModelSignature _signature;
    private readonly NativeNames _inputNames;
    private readonly NativeNames _outputNames;
    private readonly OrtRunOptionsHandle _runOptions;
    private readonly int _inputCount;
    private readonly int _outputCount;

    // One block of native memory: the inputs' values, which of them are released after the run, the outputs' values.
    private nint* _inputs;
    private readonly nint* _temporaries;
    private readonly nint* _outputs;

    public OrtRun(OrtSessionHandle session, ModelSignature signature, NativeNames inputNames, NativeNames outputNames)
    {
        _api = OrtRuntime.Instance.Api;
        _session = session;
        _signature = signature;
        _inputNames = inputNames;
        _outputNames = outputNames;
        _runOptions = OrtRunOptionsHandle.Create();
        _inputCount = signature.Inputs.Count;
        _outputCount = signature.Outputs.Count;
        _inputs = (nint*)NativeMemory.AllocZeroed((nuint)((2 * _inputCount) + _outputCount), (nuint)sizeof(nint));
        _temporaries = _inputs + _inputCount;
        _outputs = _temporaries + _inputCount;
    }

    /// <summary>The outputs' values: before a run those over memory of ours, 0 where the runtime allocates; after a good one all of them.</summary>
    public Span<nint> Outputs => new(_outputs, _outputCount);

    /// <summary>Describes the inputs to the runtime. <see cref="ReleaseTemporaries"/> must follow the run, also after a failure.</summary>
    public void SetInputs(ReadOnlySpan<TensorValue> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            _inputs[i] = InputValue(i, in inputs[i]);
        }
    }

    /// <summary>Runs.</summary>
    /// <param name="isPlanned">Whether some outputs are over memory of ours, which may not be what the model wants.</param>
    /// <returns>False when they were, and inputs or outputs do not fit.</returns>
    /// <exception cref="BackendException">It failed otherwise.</exception>
    public bool TryRun(bool isPlanned)
    {
        nint status = _api.Run(
            _session.Value, _runOptions.Value, _inputNames.Pointer, _inputs, (nuint)_inputCount, _outputNames.Pointer, (nuint)_outputCount, _outputs);
        if (status != 0 && isPlanned && _api.GetErrorCode(status) == OrtStatus.InvalidArgument)
        {
            _api.ReleaseStatus(status);
            return false;
        }

        _api.ThrowIfFailed(status);
        return true;
    }

    public void ReleaseTemporaries()
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
        if (input.Native is OrtTensor known && known.Matches(in input, input.Shape))
        {
            return known.Value;
        }

        return input.DataType == TensorDataType.String
            ? _temporaries[index] = OrtStrings.Create(_signature.Inputs[index].Name, in input)
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
}
