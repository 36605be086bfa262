using RedisAi.Benchmarks.Goals.Batching;

namespace RedisAi.Benchmarks.Goals.Dags;

/// <summary>A chain of nodes that do next to nothing: each gives the tensor of the one before in another shape, and so ends that one's use.</summary>
internal static class ChainGoals
{
    private const int Nodes = 32;

    private static readonly TensorShape s_flat = TensorShape.Create(16);
    private static readonly TensorShape s_square = TensorShape.Create(4, 4);

    public static Goal Nanoseconds(string name)
    {
        using Owned owned = new();
        Action<int> kernels = Runs(owned, Kernels);
        Action<int> functions = Runs(owned, Functions);
        Goal goal = Goal.AtMost(name, Times(kernels), "ns", 200);
        return goal with { Note = $"with functions, which get handles: {Goal.Quantile([.. Times(functions)], 0.5):F0} ns" };
    }

    public static Goal Bytes(string name)
    {
        using Owned owned = new();
        Goal functions = AllocatedBytes.AtMost(name, Runs(owned, Functions), calls: 10_000, limit: 64);
        return AllocatedBytes.AtMost(name, Runs(owned, Kernels), calls: 10_000, limit: 64) with { Note = $"with functions, which get handles: {functions.Value:F0} bytes" };
    }

    private static IEnumerable<double> Times(Action<int> runs)
    {
        runs(20_000);
        return [.. Enumerable.Range(0, 101).Select(_ => PairedRounds.Time(runs, operations: 1_000) / Nodes)];
    }

    private static Action<int> Runs(Owned owned, Func<DagBuilder, DagValue, DagValue> chain)
    {
        DagBuilder dag = owned.Add(new RedisAiEngine()).CreateDag("chain");
        dag.Output("y", chain(dag, dag.Input("x")));
        DagPlan plan = dag.Compile();
        NamedTensors inputs = new() { ["x"] = owned.Tensor(16) };
        return times =>
        {
            float sum = 0;
            for (int i = 0; i < times; i++)
            {
                using DagResult result = plan.Run(inputs);
                sum += result.AsSpan<float>(0)[0];
            }

            GC.KeepAlive(sum);
        };
    }

    private static DagValue Kernels(DagBuilder dag, DagValue value)
    {
        for (int i = 0; i < Nodes; i++)
        {
            TensorShape shape = i % 2 == 0 ? s_square : s_flat;
            value = dag.Kernel($"reshape{i}", 1, (inputs, outputs) => outputs[0] = inputs[0].Reshape(shape), value)[0];
        }

        return value;
    }

    private static DagValue Functions(DagBuilder dag, DagValue value)
    {
        for (int i = 0; i < Nodes; i++)
        {
            value = i % 2 == 0
                ? dag.Function($"reshape{i}", static x => x.Reshape([4, 4]), value)
                : dag.Function($"reshape{i}", static x => x.Reshape([16]), value);
        }

        return value;
    }
}
