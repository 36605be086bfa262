using RedisAi.Backends.TfLite;

namespace RedisAi.Benchmarks.Goals;

/// <summary>What a call of a TensorFlow Lite model costs beyond the native run.</summary>
internal static class TfLiteGoals
{
    public static IEnumerable<GoalRow> Rows => [new("tflite-run-ratio", Ratio), new("tflite-run-bytes", Bytes)];

    private static string ModelPath => Path.Combine(AppContext.BaseDirectory, "models", "digits.tflite");

    private static Goal Ratio(string name)
    {
        using RedisAiEngine engine = new(new TfLiteBackend());
        IModel model = Load(engine);
        using AiTensor picture = Picture();
        using AiTensor output = AiTensor.Create<float>([1, 10], static elements => elements.Clear());
        using RawTfLiteRun raw = new(ModelPath, picture, output);
        AiTensor[] inputs = [picture];
        return PairedRounds.Measure(times => Run(model, inputs, times), raw.Run, operations: 1_000, rounds: 201).AtMost(name, 1.15);
    }

    private static Goal Bytes(string name)
    {
        using RedisAiEngine engine = new(new TfLiteBackend());
        IModel model = Load(engine);
        using AiTensor picture = Picture();
        AiTensor[] inputs = [picture];
        return AllocatedBytes.OfNone(name, times => Run(model, inputs, times));
    }

    private static IModel Load(RedisAiEngine engine)
    {
        engine.Models.StoreAsync("digits", ModelSource.FromFile(ModelPath)).GetAwaiter().GetResult();
        return engine.Models["digits"];
    }

    private static AiTensor Picture() => AiTensor.Create<float>([1, 8, 8, 1], static elements => elements.Fill(0.5f));

    private static void Run(IModel model, AiTensor[] inputs, int times)
    {
        float sum = 0;
        for (int i = 0; i < times; i++)
        {
            using ModelResult result = model.Run(inputs);
            sum += result.AsSpan<float>(0)[0];
        }

        GC.KeepAlive(sum);
    }
}
