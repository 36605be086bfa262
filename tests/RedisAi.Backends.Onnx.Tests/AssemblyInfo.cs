using System.Runtime.CompilerServices;
using RedisAi.Backends.Onnx.Interop;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;

// The leak check counts buffers and native objects of the whole process, and allocation tests want the processors' pools to themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: LeakCheck]

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Has every test checked for native objects that it leaves behind.</summary>
internal static class NativeLeakCheck
{
    /// <summary>Those that exist, but for the values that wait with idle memory for its next use.</summary>
    public static long Alive => OrtHandle.Alive - TensorMemory.Shared.IdleNatives;

    [ModuleInitializer]
    internal static void Register() => LeakCheck.Register("objects of ONNX Runtime", static () => Alive);
}
