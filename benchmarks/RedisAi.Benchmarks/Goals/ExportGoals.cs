using RedisAi.Backends.Torch;
using RedisAi.Importers;

namespace RedisAi.Benchmarks.Goals;

/// <summary>What a call of an exported program costs beside one of the same net as TorchScript, which are of the same files otherwise.</summary>
internal static class ExportGoals
{
    public static IEnumerable<GoalRow> Rows => [new("pt2-run-ratio", RunRatio)];

    private static Goal RunRatio(string name)
    {
        using RedisAiEngine engine = new(new RedisAiOptions().AddImporters(), [new TorchBackend()]);
        IModel exported = Load(engine, "conv_1ms.pt2");
        IModel script = Load(engine, "conv_1ms.pt");
        using AiTensor image = AiTensor.Create<float>([1, 3, 88, 88], static elements => elements.Fill(0.5f));
        AiTensor[] inputs = [image];

        // One at a time, so that the machine's own speed is the same for both.
        return PairedRounds.Measure(times => Run(exported, inputs, times), times => Run(script, inputs, times), operations: 1, rounds: 301).AtMost(name, 1.05);
    }

    private static IModel Load(RedisAiEngine engine, string file)
    {
        ModelOptions options = new() { Threads = 1, Batching = { Mode = BatchingMode.Off } };
        engine.Models.StoreAsync(file, ModelSource.FromFile(Path.Combine(AppContext.BaseDirectory, "models", file)), options).GetAwaiter().GetResult();
        return engine.Models[file];
    }

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
