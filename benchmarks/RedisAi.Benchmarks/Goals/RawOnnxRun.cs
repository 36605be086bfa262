using System.Runtime.InteropServices;
using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.Onnx.Interop;

namespace RedisAi.Benchmarks.Goals;

/// <summary>The least that a run can cost: the C API's Run on values that were made before.</summary>
internal sealed unsafe class RawOnnxRun : IDisposable
{
    private readonly OrtApi _api = OrtRuntime.Load(null).Api;
    private readonly OrtSessionHandle _session;
    private readonly NativeNames _inputNames;
    private readonly NativeNames _outputNames;
    private readonly nint* _inputs;
    private readonly nint* _outputs;
    private readonly nuint _inputCount;
    private readonly nuint _outputCount;
    private readonly List<AiTensor> _tensors = [];

    public RawOnnxRun(string path, long[] inputShape, long[] outputShape)
    {
        using OrtSessionOptionsHandle options = OrtSessionOptionsHandle.Create();
        options.SetThreads(1, 1);
        options.SetGraphOptimization((int)OnnxGraphOptimization.All);
        _session = OrtSessionHandle.FromFile(path, options);
        ModelSignature signature = OrtSignatureReader.Read(_session);
        _inputNames = new NativeNames(signature.Inputs);
        _outputNames = new NativeNames(signature.Outputs);
        _inputCount = (nuint)signature.Inputs.Count;
        _outputCount = (nuint)signature.Outputs.Count;
        _inputs = Values((int)_inputCount, inputShape);
        _outputs = Values((int)_outputCount, outputShape);
    }

    public void Run(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _api.ThrowIfFailed(_api.Run(_session.Value, 0, _inputNames.Pointer, _inputs, _inputCount, _outputNames.Pointer, _outputCount, _outputs));
        }
    }

    public void Dispose()
    {
        for (nuint i = 0; i < _inputCount; i++)
        {
            OrtValues.Release(_inputs[i]);
        }

        for (nuint i = 0; i < _outputCount; i++)
        {
            OrtValues.Release(_outputs[i]);
        }

        NativeMemory.Free(_inputs);
        NativeMemory.Free(_outputs);
        _tensors.ForEach(static tensor => tensor.Dispose());
        _session.Dispose();
        _inputNames.Dispose();
        _outputNames.Dispose();
    }

    private nint* Values(int count, long[] shape)
    {
        nint* values = (nint*)NativeMemory.Alloc((nuint)count, (nuint)sizeof(nint));
        for (int i = 0; i < count; i++)
        {
            AiTensor tensor = AiTensor.Create<float>(shape, static elements => elements.Fill(0.5f));
            _tensors.Add(tensor);
            TensorValue value = tensor.Borrow();
            values[i] = OrtValues.Over(in value);
        }

        return values;
    }
}
