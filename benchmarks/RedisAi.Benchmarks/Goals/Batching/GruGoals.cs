using RedisAi.Backends.Onnx;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>What calls of a small recurrent model gain by sharing runs, and what one that comes alone pays for it.</summary>
internal static class GruGoals
{
    private const int Rounds = 15;

    public static IEnumerable<GoalRow> Rows =>
    [
        new("batch-throughput-16", static name => Throughput(name, callers: 16, limit: 2.0)),
        new("batch-throughput-64", static name => Throughput(name, callers: 64, limit: 3.4)),
        new("batch-throughput-256", static name => Throughput(name, callers: 256, limit: 3.8)),
        new("batch-ceiling-64", Ceiling),
        new("batch-idle-overhead-us", IdleOverhead),
        new("batch-bytes", Bytes),
        new("state-scale", Scale),
    ];

    private static Goal Throughput(string name, int callers, double limit)
    {
        using GruCallers ours = new(callers, sessions: callers);
        using GruRaw raw = new(streams: callers, rows: 1);
        Goal goal = PairedRounds.Measure(ours.Loop.Round, raw.Threads.Round, Rounds).AtLeast(name, limit);
        return goal with { Note = $"{goal.Note}, {ours.Loop.RowsPerRun()}" };
    }

    private static Goal Ceiling(string name)
    {
        using GruCallers ours = new(callers: 64, sessions: 64);
        using GruRaw raw = new(streams: Environment.ProcessorCount, rows: 64);
        Goal goal = PairedRounds.Measure(ours.Loop.Round, raw.Threads.Round, Rounds).AtLeast(name, 0.65);
        return goal with { Note = $"{goal.Note}, {ours.Loop.RowsPerRun()}" };
    }

    private static Goal IdleOverhead(string name)
    {
        using Owned owned = new();
        IModel model = GruCallers.Load(owned.Add(new RedisAiEngine(new OnnxBackend())));
        AiTensor[] inputs = [owned.Tensor(1, GruCallers.Size), owned.Tensor(1, GruCallers.Size)];
        AiTensor[] outputs = [owned.Tensor(1, 1), owned.Tensor(1, GruCallers.Size)];
        RawOnnxRun raw = owned.Add(new RawOnnxRun(owned.Add(new RawOnnxSession(ModelFiles.PathOf(GruCallers.Model))), inputs, outputs));
        Caller caller = new(model, inputs, [new InferenceOptions()]);
        return PairedRounds.Measure(times => caller.CallAsync(times, CancellationToken.None).GetAwaiter().GetResult(), raw.Run, operations: 100, rounds: 1_001).BeyondAtMost(name, 1.0);
    }

    private static Goal Bytes(string name)
    {
        using GruCallers ours = new(callers: 16, sessions: 16);
        return AllocatedBytes.AtMost(name, ours.Loop.Run, calls: 200_000, limit: 1) with { Note = ours.Loop.RowsPerRun() };
    }

    private static Goal Scale(string name)
    {
        using GruCallers many = new(callers: 16, sessions: 100_000);
        using GruCallers few = new(callers: 16, sessions: 100);
        Goal goal = PairedRounds.Measure(many.Loop.Round, few.Loop.Round, Rounds).AtMost(name, 1.5);
        return goal with { Note = $"{goal.Note}, {many.Loop.RowsPerRun()} / {few.Loop.RowsPerRun()}" };
    }
}
