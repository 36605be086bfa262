using System.Runtime.InteropServices;
using RedisAi.Backends.Onnx.Interop;
using RedisAi.Tensors;

namespace RedisAi.Benchmarks.Goals;

/// <summary>The least that a run can cost: the C API's Run on values that were made before.</summary>
internal sealed unsafe class RawOnnxRun : IDisposable
{
    private readonly RawOnnxSession _session;
    private readonly nint* _inputs;
    private readonly nint* _outputs;
    private readonly int _inputCount;
    private readonly int _outputCount;

    /// <param name="session">The model, which outlives this.</param>
    /// <param name="inputs">All inputs; they outlive this.</param>
    /// <param name="outputs">What the runs write to; they outlive this, too.</param>
    public RawOnnxRun(RawOnnxSession session, ReadOnlySpan<AiTensor> inputs, ReadOnlySpan<AiTensor> outputs)
    {
        _session = session;
        _inputCount = inputs.Length;
        _outputCount = outputs.Length;
        _inputs = Values(inputs);
        _outputs = Values(outputs);
    }

    public void Run(int times)
    {
        for (int i = 0; i < times; i++)
        {
            Run();
        }
    }

    public void Run()
    {
        OrtApi api = _session.Api;
        api.ThrowIfFailed(api.Run(
            _session.Handle.Value, 0, _session.InputNames.Pointer, _inputs, (nuint)_inputCount, _session.OutputNames.Pointer, (nuint)_outputCount, _outputs));
    }

    public void Dispose()
    {
        Release(_inputs, _inputCount);
        Release(_outputs, _outputCount);
    }

    private static nint* Values(ReadOnlySpan<AiTensor> tensors)
    {
        nint* values = (nint*)NativeMemory.Alloc((nuint)tensors.Length, (nuint)sizeof(nint));
        for (int i = 0; i < tensors.Length; i++)
        {
            TensorValue value = tensors[i].Borrow();
            values[i] = OrtValues.Over(in value);
        }

        return values;
    }

    private static void Release(nint* values, int count)
    {
        for (int i = 0; i < count; i++)
        {
            OrtValues.Release(values[i]);
        }

        NativeMemory.Free(values);
    }
}
