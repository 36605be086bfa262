using RedisAi.Backends.Onnx;
using RedisAi.Testing.Simulation;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>What is answered in time when more is asked than can be.</summary>
internal static class OverloadGoals
{
    private const string Model = "mlp_wide";
    private const int Size = 2048;
    private const double Load = 1.13;

    /// <summary>Enough that runs are full on all cores.</summary>
    private const int Callers = 128;

    /// <summary>Each round asks first what can be done, since that changes with what else the machine does.</summary>
    private const int Rounds = 7;

    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_capacityTime = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(1.5);

    public static IEnumerable<GoalRow> Rows => [new("overload-goodput", Simulated), new("overload-goodput-live", Live)];

    /// <summary>In virtual time, so that the machine does not matter: only what is taken, and what is given up.</summary>
    private static Goal Simulated(string name)
    {
        TimeSpan deadline = TimeSpan.FromMilliseconds(2);
        double capacity = RunCost.Gru256.CapacityWithin(deadline);
        using OverloadSimulation simulation = new(RunCost.Gru256, seed: 1);
        OverloadResult result = simulation.Run(Load * capacity, deadline, TimeSpan.FromSeconds(1));
        return Goal.AtLeast(name, [result.ShareInTime], "ratio", 0.85) with { Note = $"capacity {capacity:N0}/s; {result}" };
    }

    private static Goal Live(string name)
    {
        using Owned owned = new();
        IModel model = ModelFiles.Load(owned.Add(new RedisAiEngine(new OnnxBackend())), Model);
        AiTensor[][] inputs = [.. Enumerable.Range(0, Callers).Select(_ => (AiTensor[])[owned.Tensor(1, Size)])];
        ClosedLoop closed = new([.. inputs.Select(input => new Caller(model, input, [new InferenceOptions()]))]);

        // The first round is for the engine to learn what runs cost, and what an overload is.
        Round(out _);
        int rounds = RoundCount.Of(Rounds);
        double[] capacities = new double[rounds];
        double[] goodputs = new double[rounds];
        OpenLoopResult all = new(0, 0, 0, 0, 0, 0, TimeSpan.Zero);
        for (int round = 0; round < rounds; round++)
        {
            OpenLoopResult result = Round(out capacities[round]);
            goodputs[round] = result.InTime / s_time.TotalSeconds / capacities[round];
            all += result;
        }

        return Goal.AtLeast(name, goodputs, "ratio", 0.8) with { Note = $"capacity {Goal.Quantile(capacities, 0.5):N0}/s; {all}" };

        OpenLoopResult Round(out double capacity)
        {
            capacity = 1e9 / closed.Round(s_capacityTime);
            return new OpenLoop(model, inputs, s_deadline).Run(Load * capacity, s_time);
        }
    }
}
