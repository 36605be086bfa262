using System.Diagnostics;
using RedisAi.Backends.Onnx.Interop;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>What the process holds at one moment, once the collector has done what it can.</summary>
/// <param name="Handles">Native objects of the runtime that are alive, and tensor buffers that somebody holds. What waits in a pool for its next use does not count.</param>
/// <param name="NativeBytes">Bytes of the C library's heap in use; null where it does not tell.</param>
/// <param name="ManagedBytes">Bytes of the managed heap.</param>
/// <param name="ProcessBytes">The size of the process in memory, which also holds what was freed.</param>
internal sealed record Footprint(long Handles, long? NativeBytes, long ManagedBytes, long ProcessBytes)
{
    /// <summary>Measures it.</summary>
    public static Footprint Take()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using Process process = Process.GetCurrentProcess();
        return new Footprint(OrtHandle.Alive - TensorMemory.Shared.IdleNatives + TensorMemory.Shared.Outstanding, NativeHeap.BytesInUse, GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }
}
