using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Benchmarks.Goals;

/// <summary>What the same call costs a C++ application: the shim's own benchmark, which makes the tensors over the inputs' memory, runs the function, and reads the first element.</summary>
internal sealed unsafe class RawTorchRun : IDisposable
{
    private readonly TorchModuleHandle _module;
    private readonly RaitTensor* _inputs;
    private readonly int _count;
    private readonly NativeArena _arena = new();

    /// <param name="module">The module, which this owns from now on.</param>
    /// <param name="inputs">Its inputs; they outlive this.</param>
    public RawTorchRun(TorchModuleHandle module, ReadOnlySpan<AiTensor> inputs)
    {
        _module = module;
        _count = inputs.Length;
        _inputs = _arena.Take<RaitTensor>(_count);
        for (int i = 0; i < _count; i++)
        {
            _inputs[i] = default;
            TorchTensors.Describe(inputs[i].Borrow(), &_inputs[i], _arena);
        }
    }

    public void Run(int times)
    {
        RaitCall call = new() { Inputs = _inputs, InputCount = _count };
        TorchError.ThrowIfFailed(RaitApi.Benchmark(_module.Value, &call, times));
    }

    public void Dispose()
    {
        _module.Dispose();
        _arena.Dispose();
    }
}
