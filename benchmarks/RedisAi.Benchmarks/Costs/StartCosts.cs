using System.Diagnostics;
using System.Runtime;
using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Goals;

namespace RedisAi.Benchmarks.Costs;

/// <summary>From the start of a process to the first answers, and the same by the C API.</summary>
internal static class StartCosts
{
    public static IEnumerable<Cost> Measure()
    {
        Step step = new();
        using RedisAiEngine engine = new(new OnnxBackend());
        yield return step.Ended("the engine is made");

        IModel model = ModelFiles.Load(engine, "add16");
        yield return step.Ended("the model is loaded and warmed up");

        using AiTensor a = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        using AiTensor b = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        for (int call = 1; call <= 3; call++)
        {
            model.Run([a, b]).Dispose();
            yield return step.Ended($"call {call}");
        }

        IModel recurrent = Goals.Batching.GruCallers.Load(engine);
        yield return step.Ended("a second model, with states, is loaded, probed and warmed up");

        using AiTensor x = AiTensor.Create<float>([1, Goals.Batching.GruCallers.Size], static elements => elements.Clear());
        for (int call = 1; call <= 3; call++)
        {
            recurrent.RunAsync([x], new InferenceOptions { Session = "s" }).AsTask().GetAwaiter().GetResult().Dispose();
            yield return step.Ended($"call {call} of a session");
        }
    }

    public static IEnumerable<Cost> MeasureRaw()
    {
        Step step = new();
        using RawOnnxSession session = new(ModelFiles.PathOf("add16"));
        yield return step.Ended("the runtime and the model are loaded");

        using AiTensor a = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        using AiTensor b = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        using AiTensor c = AiTensor.Create<float>([16], static elements => elements.Clear());
        using RawOnnxRun raw = new(session, [a, b], [c]);
        for (int call = 1; call <= 3; call++)
        {
            raw.Run();
            yield return step.Ended($"call {call}");
        }
    }

    /// <summary>What a step took, and how long the compiler worked meanwhile, on all threads.</summary>
    private sealed class Step
    {
        private long _started = Stopwatch.GetTimestamp();
        private TimeSpan _compiled = JitInfo.GetCompilationTime(currentThread: false);

        public Cost Ended(string name)
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
            TimeSpan compiled = JitInfo.GetCompilationTime(currentThread: false) - _compiled;
            Cost cost = new($"{name} ({compiled.TotalMilliseconds:F1} the compiler's)", elapsed.TotalMilliseconds, "ms");
            _compiled += compiled;
            _started = Stopwatch.GetTimestamp();
            return cost;
        }
    }
}
