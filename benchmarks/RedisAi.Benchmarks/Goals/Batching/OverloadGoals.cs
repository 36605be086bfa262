using RedisAi.Backends.Onnx;
using RedisAi.Testing.Simulation;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>What is answered in time when more is asked than can be.</summary>
internal static class OverloadGoals
{
    private const string Model = "mlp_wide";
    private const int Size = 2048;
    private const double Load = 1.13;

    /// <summary>Enough that batches are full, and not so many that a closed loop waits longer than the deadline.</summary>
    private const int Callers = 64;

    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(5);

    public static IEnumerable<GoalRow> Rows => [new("overload-goodput", Simulated), new("overload-goodput-live", Live)];

    /// <summary>In virtual time, so that the machine does not matter: only what is taken, and what is given up.</summary>
    private static Goal Simulated(string name)
    {
        TimeSpan deadline = TimeSpan.FromMilliseconds(2);
        double capacity = RunCost.Gru256.CapacityWithin(deadline);
        using OverloadSimulation simulation = new(RunCost.Gru256, seed: 1);
        OverloadResult result = simulation.Run(Load * capacity, deadline, TimeSpan.FromSeconds(1));
        return Goal.AtLeast(name, result.ShareInTime, "ratio", 0.85) with { Note = $"capacity {capacity:N0}/s; {result}" };
    }

    private static Goal Live(string name)
    {
        using Owned owned = new();
        IModel model = ModelFiles.Load(owned.Add(new RedisAiEngine(new OnnxBackend())), Model);
        AiTensor[][] inputs = [.. Enumerable.Range(0, Callers).Select(_ => (AiTensor[])[owned.Tensor(1, Size)])];
        ClosedLoop closed = new([.. inputs.Select(input => new Caller(model, input, [new InferenceOptions()]))]);
        closed.Round(s_time / 5);
        double capacity = 1e9 / closed.Round(s_time / 2);

        // What the engine learns of an overload, it learns before.
        OpenLoop open = new(model, inputs, s_deadline);
        open.Run(Load * capacity, s_time / 5);
        OpenLoopResult result = new OpenLoop(model, inputs, s_deadline).Run(Load * capacity, s_time);
        double goodput = result.InTime / s_time.TotalSeconds / capacity;
        return Goal.AtLeast(name, goodput, "ratio", 0.8) with { Note = $"capacity {capacity:N0}/s; {result}" };
    }
}
