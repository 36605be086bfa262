using System.Runtime.CompilerServices;
using RedisAi.Backends.TfLite.Interop;
using RedisAi.Testing;

// The leak check counts buffers and native objects of the whole process, and allocation tests want the processors' pools to themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: LeakCheck]

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Has every test checked for native objects that it leaves behind.</summary>
internal static class NativeLeakCheck
{
    [ModuleInitializer]
    internal static void Register() => LeakCheck.Register("objects of TensorFlow Lite", static () => TfLiteHandle.Alive);
}
