using System.Diagnostics;
using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Goals;

namespace RedisAi.Benchmarks.Costs;

/// <summary>What an engine holds and does while nobody calls it.</summary>
internal static class IdleCosts
{
    public static IEnumerable<Cost> Measure()
    {
        (double resident, double managed) = (ProcessMemory.ResidentMiB, ProcessMemory.ManagedMiB);
        using RedisAiEngine empty = new();
        yield return new Cost("an engine without backends: resident", ProcessMemory.ResidentMiB - resident, "MiB");
        yield return new Cost("an engine without backends: managed heap", ProcessMemory.ManagedMiB - managed, "MiB");

        const int More = 100;
        managed = ProcessMemory.ManagedMiB;
        RedisAiEngine[] engines = [.. Enumerable.Range(0, More).Select(static _ => new RedisAiEngine())];
        yield return new Cost("each further engine: managed heap", (ProcessMemory.ManagedMiB - managed) * 1024 / More, "KiB");
        Array.ForEach(engines, static engine => engine.Dispose());

        (resident, managed) = (ProcessMemory.ResidentMiB, ProcessMemory.ManagedMiB);
        using RedisAiEngine engine = new(new OnnxBackend());
        IModel model = ModelFiles.Load(engine, "add16");
        yield return new Cost("with ONNX Runtime and a small model: resident", ProcessMemory.ResidentMiB - resident, "MiB");
        yield return new Cost("with ONNX Runtime and a small model: managed heap", ProcessMemory.ManagedMiB - managed, "MiB");

        using AiTensor x = AiTensor.Create<float>([16], static elements => elements.Clear());
        Parallel.For(0, 10_000, _ => model.Run([x, x]).Dispose());
        using Process process = Process.GetCurrentProcess();
        Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System).GetAwaiter().GetResult();
        process.Refresh();
        (TimeSpan busy, long allocated, int threads) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true), process.Threads.Count);
        Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System).GetAwaiter().GetResult();
        process.Refresh();
        yield return new Cost("processor time of ten idle seconds after 10,000 calls", (process.TotalProcessorTime - busy).TotalMilliseconds, "ms");
        yield return new Cost("allocated in that time", GC.GetTotalAllocatedBytes(precise: true) - allocated, "B");
        yield return new Cost("threads", threads, "");
    }
}
