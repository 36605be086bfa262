using System.Diagnostics;
using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Goals;

namespace RedisAi.Benchmarks.Costs;

/// <summary>From the start of a process to the first answers, and the same by the C API.</summary>
internal static class StartCosts
{
    public static IEnumerable<Cost> Measure()
    {
        long started = Stopwatch.GetTimestamp();
        using RedisAiEngine engine = new(new OnnxBackend());
        yield return new Cost("the engine is made", Since(ref started), "ms");

        IModel model = ModelFiles.Load(engine, "add16");
        yield return new Cost("the model is loaded and warmed up", Since(ref started), "ms");

        using AiTensor a = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        using AiTensor b = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        for (int call = 1; call <= 3; call++)
        {
            model.Run([a, b]).Dispose();
            yield return new Cost($"call {call}", Since(ref started), "ms");
        }

        IModel recurrent = Goals.Batching.GruCallers.Load(engine);
        yield return new Cost("a second model, with states, is loaded, probed and warmed up", Since(ref started), "ms");

        using AiTensor x = AiTensor.Create<float>([1, Goals.Batching.GruCallers.Size], static elements => elements.Clear());
        for (int call = 1; call <= 3; call++)
        {
            recurrent.RunAsync([x], new InferenceOptions { Session = "s" }).AsTask().GetAwaiter().GetResult().Dispose();
            yield return new Cost($"call {call} of a session", Since(ref started), "ms");
        }
    }

    public static IEnumerable<Cost> MeasureRaw()
    {
        long started = Stopwatch.GetTimestamp();
        using RawOnnxSession session = new(ModelFiles.PathOf("add16"));
        yield return new Cost("the runtime and the model are loaded", Since(ref started), "ms");

        using AiTensor a = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        using AiTensor b = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        using AiTensor c = AiTensor.Create<float>([16], static elements => elements.Clear());
        using RawOnnxRun raw = new(session, [a, b], [c]);
        for (int call = 1; call <= 3; call++)
        {
            raw.Run();
            yield return new Cost($"call {call}", Since(ref started), "ms");
        }
    }

    private static double Since(ref long started)
    {
        double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        started = Stopwatch.GetTimestamp();
        return elapsed;
    }
}
