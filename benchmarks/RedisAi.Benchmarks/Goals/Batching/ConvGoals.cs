using RedisAi.Backends.Onnx;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>A model that gains nothing by sharing runs must not lose by it.</summary>
internal static class ConvGoals
{
    private const string Model = "conv_1ms";
    private const int Callers = 16;

    public static IEnumerable<GoalRow> Rows => [new("batch-compute-bound", ComputeBound)];

    private static Goal ComputeBound(string name)
    {
        using Owned owned = new();
        IModel model = ModelFiles.Load(owned.Add(new RedisAiEngine(new OnnxBackend())), Model);
        ClosedLoop ours = new([.. Enumerable.Range(0, Callers).Select(_ => new Caller(model, [Image(owned)], [new InferenceOptions()]))]);
        RawOnnxSession session = owned.Add(new RawOnnxSession(ModelFiles.PathOf(Model)));
        Action[] steps = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => (Action)owned.Add(new RawOnnxRun(session, [Image(owned)], [owned.Tensor(1, 128)])).Run)];
        Goal goal = PairedRounds.Measure(ours.Round, new RawThreads(steps, rows: 1).Round, rounds: 15).AtLeast(name, 0.95);
        return goal with { Note = $"{goal.Note}, {ours.RowsPerRun()}" };
    }

    private static AiTensor Image(Owned owned) => owned.Tensor(1, 3, 64, 64);
}
