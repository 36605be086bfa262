using System.Runtime.InteropServices;
using RedisAi.Backends.TfLite;
using RedisAi.Backends.TfLite.Interop;
using RedisAi.Tensors;

namespace RedisAi.Benchmarks.Goals;

/// <summary>The least that a run can cost: the C API, with the input and the output copied, as their memory is the library's.</summary>
internal sealed unsafe class RawTfLiteRun : IDisposable
{
    private readonly TfLiteModelHandle _model;
    private readonly InterpreterHandle _interpreter;
    private readonly TfLiteApi _api;
    private readonly TensorValue _input;
    private readonly TensorValue _output;

    /// <param name="path">The model.</param>
    /// <param name="input">The input, of the shape in the file; it outlives this.</param>
    /// <param name="output">What the runs write to; it outlives this, too.</param>
    public RawTfLiteRun(string path, AiTensor input, AiTensor output)
    {
        _api = TfLiteRuntime.Load(null).Api;
        _model = TfLiteModelHandle.Create(ModelBytes.Copy(File.ReadAllBytes(path)));
        _interpreter = InterpreterHandle.Create(_model, threads: 1, xnnpack: false);
        ThrowIfFailed(_api.AllocateTensors(_interpreter.Value));
        (_input, _output) = (input.Borrow(), output.Borrow());
    }

    public void Run(int times)
    {
        for (int i = 0; i < times; i++)
        {
            nint interpreter = _interpreter.Value;
            NativeMemory.Copy((void*)_input.Pointer, _api.TensorData(_api.Input(interpreter, 0)), (nuint)_input.ByteLength);
            ThrowIfFailed(_api.Invoke(interpreter));
            NativeMemory.Copy(_api.TensorData(_api.Output(interpreter, 0)), (void*)_output.Pointer, (nuint)_output.ByteLength);
        }
    }

    public void Dispose()
    {
        _interpreter.Dispose();
        _model.Dispose();
    }

    private void ThrowIfFailed(int status)
    {
        if (status != 0)
        {
            throw _interpreter.Reports.ToException(status, "It does not say why.");
        }
    }
}
