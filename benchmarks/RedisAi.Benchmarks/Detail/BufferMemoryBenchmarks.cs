using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using RedisAi.Tensors.Memory;

namespace RedisAi.Benchmarks.Detail;

/// <summary>Where a tensor's memory could come from: the measurement behind docs/decisions/0002-pinned-memory.md.</summary>
[MemoryDiagnoser]
public unsafe class BufferMemoryBenchmarks
{
    [Params(64, 4096, 1 << 20, 64 << 20)]
    public int Bytes { get; set; }

    [Benchmark(Baseline = true)]
    public void Pool()
    {
        TensorBuffer buffer = TensorMemory.Shared.Allocate(Bytes);
        Touch((byte*)buffer.Pointer);
        buffer.Release();
    }

    [Benchmark]
    public void Native()
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)Bytes, 64);
        Touch((byte*)memory);
        NativeMemory.AlignedFree(memory);
    }

    [Benchmark]
    public void PinnedArray()
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(Bytes + 64, pinned: true);
        fixed (byte* memory = array)
        {
            Touch(memory);
        }
    }

    /// <summary>A byte of each page, as whoever fills the tensor would.</summary>
    private void Touch(byte* memory)
    {
        for (int i = 0; i < Bytes; i += 4096)
        {
            memory[i] = 1;
        }
    }
}
