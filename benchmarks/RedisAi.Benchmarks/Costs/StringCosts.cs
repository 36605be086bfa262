using System.Diagnostics;

namespace RedisAi.Benchmarks.Costs;

/// <summary>A store full of tensors of strings.</summary>
internal static class StringCosts
{
    private const int Keys = 200_000;
    private const int Strings = 4;

    public static IEnumerable<Cost> Measure()
    {
        using RedisAiEngine engine = new();
        string[] keys = [.. Enumerable.Range(0, Keys).Select(static i => $"text:{i}")];
        string[] texts = [.. Enumerable.Range(0, Strings).Select(static i => $"a sentence of some forty characters, {i}")];
        long payload = texts.Sum(static text => (long)text.Length);
        double managed = ProcessMemory.ManagedMiB;

        long started = Stopwatch.GetTimestamp();
        foreach (string key in keys)
        {
            // Strings of their own, as an application's would be.
            using AiTensor tensor = AiTensor.CreateStrings([Strings], [.. texts.Select(static text => new string(text.AsSpan()))]);
            engine.Tensors.Set(key, tensor);
        }

        yield return new Cost($"storing one of {Keys:N0} tensors of {Strings} strings of {payload / Strings} characters", Stopwatch.GetElapsedTime(started).TotalNanoseconds / Keys, "ns");
        yield return new Cost("managed heap of one", (ProcessMemory.ManagedMiB - managed) * 1024 * 1024 / Keys, "B");
        yield return new Cost("of that characters, in UTF-16", payload * 2, "B");
        yield return new Cost("bytes of one as the store counts them", engine.Tensors.ByteLength / (double)Keys, "B");

        started = Stopwatch.GetTimestamp();
        long length = 0;
        foreach (string key in keys)
        {
            using AiTensor tensor = engine.Tensors.Get(key)!;
            length += tensor.AsStrings()[0].Length;
        }

        GC.KeepAlive(length);
        yield return new Cost("getting one", Stopwatch.GetElapsedTime(started).TotalNanoseconds / Keys, "ns");

        started = Stopwatch.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        yield return new Cost("a full collection with all of them", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");

        DirectoryInfo folder = Directory.CreateTempSubdirectory("redisai-costs-");
        try
        {
            string path = Path.Combine(folder.FullName, "strings.safetensors");
            started = Stopwatch.GetTimestamp();
            engine.Tensors.SaveAsync(path).GetAwaiter().GetResult();
            yield return new Cost("saving all to a file", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");
            yield return new Cost("bytes of the file for each", new FileInfo(path).Length / (double)Keys, "B");

            using RedisAiEngine other = new();
            started = Stopwatch.GetTimestamp();
            other.Tensors.LoadAsync(path).GetAwaiter().GetResult();
            yield return new Cost("loading all of it", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
