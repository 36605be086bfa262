using RedisAi.Backends.Onnx.Interop;
using RedisAi.Backends.Torch.Interop;
using RedisAi.Tensors.Memory;
using RedisAi.Testing;

namespace RedisAi.Soak.Memory;

/// <summary>Has the leak check of the tests count native objects, too. The one place that looks inside.</summary>
internal static class LiveCounts
{
    private const string Onnx = "ONNX objects";

    public static void Register()
    {
        _ = TorchRuntime.Load(null);
        LeakCheck.Register(Onnx, static () => OrtHandle.Alive - TensorMemory.Shared.IdleNatives);
        LeakCheck.Register("libtorch objects", RaitApi.CountAlive);
        LeakCheck.Register("tensors libtorch holds", static () => RetainedTensor.Alive);
    }

    /// <summary>How many there may be of something, when there were so many before.</summary>
    /// <remarks>
    /// As many again and no more; but each buffer that is in use, such as what a session starts with, may come out of the pool with the native value of its
    /// last use, or without one.
    /// </remarks>
    public static long Allowed(string name, IReadOnlyDictionary<string, long> before) => before[name] + (name == Onnx ? before["tensor buffers"] : 0);
}
