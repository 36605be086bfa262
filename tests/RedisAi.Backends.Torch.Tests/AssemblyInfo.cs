using System.Runtime.CompilerServices;
using RedisAi.Backends.Torch.Interop;
using RedisAi.Testing;

// The leak check counts buffers and native objects of the whole process, and allocation tests want the processors' pools to themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: LeakCheck]

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Has every test checked for native objects that it leaves behind.</summary>
internal static class NativeLeakCheck
{
    [ModuleInitializer]
    internal static void Register()
    {
        _ = TorchRuntime.Load(null);
        LeakCheck.Register("objects of the libtorch shim", RaitApi.CountAlive);
        LeakCheck.Register("tensors that libtorch holds", static () => RetainedTensor.Alive);
    }
}
