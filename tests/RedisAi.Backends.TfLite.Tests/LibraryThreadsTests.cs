using System.Runtime.InteropServices;
using RedisAi.Tensors;
using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>That <see cref="LoadOptions.Threads"/> and <see cref="TfLiteModelOptions.Xnnpack"/> reach the library, by the threads that it starts.</summary>
/// <remarks>
/// Linux gives a new thread the name of the one that starts it, and .NET names all of its own: so those of the library are the others with
/// the caller's name. By itself the library starts as many as it is told, or none for one, and four where it is told nothing. XNNPACK starts one fewer,
/// since the caller computes too; where it takes the whole network, the library starts none beside them.
/// </remarks>
public sealed class LibraryThreadsTests
{
    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(2, false, 2)]
    [InlineData(5, false, 5)]
    [InlineData(1, true, 0)]
    [InlineData(2, true, 1)]
    [InlineData(5, true, 4)]
    public async Task Library_starts_the_threads_that_the_options_ask_for(int threads, bool xnnpack, int expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "How many threads the library starts is known of linux-x64.");
        ModelOptions options = new ModelOptions { Threads = threads }.ConfigureTfLite(tflite => tflite.Xnnpack = xnnpack);
        ModelContent content = await TfLiteModels.Source("digits").OpenAsync(CancellationToken.None);
        int started = -1;

        Threads.Run(1, _ =>
        {
            // Linux keeps 15 letters. The name is a case's own: threads of the case before may take a moment to be gone.
            string name = $"caller-{threads}-{xnnpack}";
            Thread.CurrentThread.Name = name;
            using TfLiteBackend backend = new();
            using IModelSession session = backend.Load(content, options, CancellationToken.None);
            using IModelExecution execution = session.CreateExecution();
            Execute(execution);
            started = CountThreads(name) - 1;
        });

        Assert.Equal(expected, started);
    }

    private static void Execute(IModelExecution execution)
    {
        using AiTensor x = TfLiteModels.Filled(1, 1, 8, 8, 1);
        TensorValue[] outputs = new TensorValue[1];
        execution.Execute([x.Borrow()], outputs);
        GC.KeepAlive(x);
        outputs[0].Release();
    }

    private static int CountThreads(string name) => Directory.EnumerateDirectories("/proc/self/task").Count(task => NameOf(task) == name);

    /// <summary>The name of a thread; null when it has ended meanwhile.</summary>
    private static string? NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
