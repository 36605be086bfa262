using RedisAi.Backends.Onnx;

namespace RedisAi.Benchmarks.Goals;

/// <summary>What a call costs beyond the native run.</summary>
internal static class OnnxRunGoals
{
    public static IEnumerable<GoalRow> Rows =>
    [
        new("onnx-run-ratio", static name => Ratio(name, "add16", [16], [16], inputs: 2, operations: 5_000, rounds: 201, limit: 1.15)),
        new("onnx-run-bytes", Bytes),

        // Run by run in turn: over longer rounds the machine's own speed differs by more than the limit.
        new("onnx-run-ratio-1ms", static name => Ratio(name, "mlp_1ms", [48, 512], [48, 512], inputs: 1, operations: 1, rounds: 2_001, limit: 1.01)),
    ];

    private static Goal Ratio(string name, string model, long[] inputShape, long[] outputShape, int inputs, int operations, int rounds, double limit)
    {
        using RedisAiEngine engine = new(new OnnxBackend());
        IModel ours = ModelFiles.Load(engine, model);
        using RawOnnxSession session = new(ModelFiles.PathOf(model));
        AiTensor[] tensors = [.. Enumerable.Range(0, inputs).Select(_ => AiTensor.Create<float>(inputShape, static elements => elements.Fill(0.5f)))];
        using AiTensor output = AiTensor.Create<float>(outputShape, static elements => elements.Clear());
        using RawOnnxRun raw = new(session, tensors, [output]);
        PairedRounds measured = PairedRounds.Measure(times => Run(ours, tensors, times), raw.Run, operations, rounds);
        Array.ForEach(tensors, static tensor => tensor.Dispose());
        return measured.AtMost(name, limit);
    }

    private static Goal Bytes(string name)
    {
        using RedisAiEngine engine = new(new OnnxBackend());
        IModel model = ModelFiles.Load(engine, "add16");
        using AiTensor a = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        using AiTensor b = AiTensor.Create<float>([16], static elements => elements.Fill(0.5f));
        AiTensor[] tensors = [a, b];
        return AllocatedBytes.OfNone(name, times => Run(model, tensors, times));
    }

    private static void Run(IModel model, AiTensor[] tensors, int times)
    {
        float sum = 0;
        for (int i = 0; i < times; i++)
        {
            using ModelResult result = model.Run(tensors);
            sum += result.AsSpan<float>(0)[0];
        }

        GC.KeepAlive(sum);
    }
}
