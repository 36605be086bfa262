using RedisAi.Benchmarks.Goals.Batching;

namespace RedisAi.Benchmarks.Goals.Dags;

/// <summary>Two branches that keep a core busy each.</summary>
internal static class ParallelGoals
{
    /// <summary>Some milliseconds of work.</summary>
    private const int Steps = 4_000_000;

    /// <summary>By how much two branches are quicker than one after the other, by how much two threads are: the work alone cancels out.</summary>
    public static Goal Branches(string name)
    {
        using Owned owned = new();
        DagBuilder dag = owned.Add(new RedisAiEngine()).CreateDag("branches");
        DagValue x = dag.Input("x");
        dag.Output("left", dag.Function("left", static x => Work(x), x));
        dag.Output("right", dag.Function("right", static x => Work(x), x));
        DagPlan plan = dag.Compile();
        AiTensor input = owned.Tensor(1);
        NamedTensors inputs = new() { ["x"] = input };
        using Pair pair = new(() => Work(input).Dispose());
        return PairedRounds.Measure(
            times => Repeat(times, () => plan.RunAsync(inputs).AsTask().GetAwaiter().GetResult().Dispose()), times => Repeat(times, pair.Run), operations: 4, rounds: 101).AtLeast(name, 0.95);
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }

    private static AiTensor Work(AiTensor x)
    {
        float value = x.AsSpan<float>()[0];
        for (int i = 0; i < Steps; i++)
        {
            value = (value * 0.999f) + 0.001f;
        }

        return AiTensor.Create<float>([1], [value]);
    }

    /// <summary>Two threads that are there already, and do the same at the same time.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly Barrier _start = new(3);
        private readonly Barrier _end = new(3);
        private readonly Thread[] _threads;
        private volatile bool _stopped;

        public Pair(Action work)
        {
            _threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => Loop(work)) { IsBackground = true })];
            Array.ForEach(_threads, static thread => thread.Start());
        }

        public void Run()
        {
            _start.SignalAndWait();
            _end.SignalAndWait();
        }

        public void Dispose()
        {
            _stopped = true;
            _start.SignalAndWait();
            Array.ForEach(_threads, static thread => thread.Join());
            _start.Dispose();
            _end.Dispose();
        }

        private void Loop(Action work)
        {
            _start.SignalAndWait();
            while (!_stopped)
            {
                work();
                _end.SignalAndWait();
                _start.SignalAndWait();
            }
        }
    }
}
