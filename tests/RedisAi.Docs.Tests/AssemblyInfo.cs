using System.Runtime.CompilerServices;
using RedisAi.Testing;

// The leak check counts buffers of the whole process, and the tests share the current folder.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: LeakCheck]

namespace RedisAi.Docs.Tests;

internal static class AssemblyInfo
{
    /// <summary>Pages name files by relative paths, as a program does that is started in its own folder.</summary>
    [ModuleInitializer]
    internal static void StartInOwnFolder() => Environment.CurrentDirectory = AppContext.BaseDirectory;
}
