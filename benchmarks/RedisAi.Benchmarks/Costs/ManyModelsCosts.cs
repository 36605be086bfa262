using System.Diagnostics;
using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Goals;

namespace RedisAi.Benchmarks.Costs;

/// <summary>Ten thousand models in one engine: C# functions, for what the engine itself needs, and a small network.</summary>
internal static class ManyModelsCosts
{
    private const int Count = 10_000;

    public static IEnumerable<Cost> Measure()
    {
        using RedisAiEngine engine = new(new OnnxBackend());
        ModelSource echo = ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0].Share()]);
        return Measure(engine, "function", echo, inputs: 1).Concat(Measure(engine, "network", ModelSource.FromFile(ModelFiles.PathOf("add16")), inputs: 2)).ToList();
    }

    private static IEnumerable<Cost> Measure(RedisAiEngine engine, string kind, ModelSource source, int inputs)
    {
        using AiTensor x = AiTensor.Create<float>([16], static elements => elements.Clear());
        AiTensor[] tensors = [.. Enumerable.Repeat(x, inputs)];
        engine.Models.StoreAsync($"{kind}:first", source).GetAwaiter().GetResult();
        double alone = PerCall(engine, [$"{kind}:first"], tensors);

        (double managed, double resident) = (ProcessMemory.ManagedMiB, ProcessMemory.ResidentMiB);
        long started = Stopwatch.GetTimestamp();
        string[] keys = [.. Enumerable.Range(0, Count).Select(i => $"{kind}:{i}")];
        foreach (string key in keys)
        {
            engine.Models.StoreAsync(key, source).GetAwaiter().GetResult();
        }

        yield return new Cost($"a {kind}: storing one of {Count:N0}", Stopwatch.GetElapsedTime(started).TotalMicroseconds / Count, "us");
        yield return new Cost($"a {kind}: managed heap", (ProcessMemory.ManagedMiB - managed) * 1024 / Count, "KiB");
        yield return new Cost($"a {kind}: resident", (ProcessMemory.ResidentMiB - resident) * 1024 / Count, "KiB");
        PerCall(engine, keys, tensors);
        yield return new Cost($"a {kind}: managed heap, once each was called", (ProcessMemory.ManagedMiB - managed) * 1024 / Count, "KiB");
        yield return new Cost($"a {kind}: a call, its key looked up, of one model", alone, "ns");
        yield return new Cost($"a {kind}: a call, its key looked up, each model in turn", PerCall(engine, keys, tensors), "ns");

        started = Stopwatch.GetTimestamp();
        foreach (string key in keys)
        {
            engine.Models.DeleteAsync(key).GetAwaiter().GetResult();
        }

        yield return new Cost($"a {kind}: deleting one", Stopwatch.GetElapsedTime(started).TotalMicroseconds / Count, "us");
        yield return new Cost($"a {kind}: managed heap that is left", (ProcessMemory.ManagedMiB - managed) * 1024 / Count, "KiB");
    }

    private static double PerCall(RedisAiEngine engine, string[] keys, AiTensor[] tensors)
    {
        const int Calls = 200_000;
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++)
        {
            engine.Models[keys[i % keys.Length]].Run(tensors).Dispose();
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / Calls;
    }
}
