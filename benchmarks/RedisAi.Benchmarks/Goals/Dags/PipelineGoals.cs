using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Goals.Batching;

namespace RedisAi.Benchmarks.Goals.Dags;

/// <summary>Plans around models.</summary>
internal static class PipelineGoals
{
    private const string Model = "mlp_1ms";
    private const int Callers = 16;

    /// <summary>Pre-processing, a model of about a millisecond, post-processing: as a plan, and by hand.</summary>
    public static Goal AroundModel(string name)
    {
        using Owned owned = new();
        RedisAiEngine engine = owned.Add(new RedisAiEngine(new OnnxBackend()));
        ModelFiles.Load(engine, Model);
        DagBuilder dag = engine.CreateDag("pipeline");
        dag.Output("y", dag.Function("after", static x => After(x), dag.Model(Model, dag.Function("before", static x => Before(x), dag.Input("x")))[0]));
        DagPlan plan = dag.Compile();
        AiTensor input = owned.Tensor(48, 512);
        NamedTensors inputs = new() { ["x"] = input };

        // By hand the values of the model are prepared once, and only copied into.
        AiTensor prepared = owned.Tensor(48, 512);
        AiTensor output = owned.Tensor(48, 512);
        RawOnnxRun raw = owned.Add(new RawOnnxRun(owned.Add(new RawOnnxSession(ModelFiles.PathOf(Model))), [prepared], [output]));
        return PairedRounds.Measure(
            times =>
            {
                for (int i = 0; i < times; i++)
                {
                    plan.Run(inputs).Dispose();
                }
            },
            times =>
            {
                for (int i = 0; i < times; i++)
                {
                    Before(input).Dispose();
                    raw.Run();
                    After(output).Dispose();
                }
            },
            operations: 1,
            rounds: 1_001).AtMost(name, 1.03);
    }

    /// <summary>Sixteen who run a plan with one step of a GRU, each with a session: the calls share runs, or each is a run of its own.</summary>
    public static Goal Batch(string name)
    {
        using Owned owned = new();
        ClosedLoop merged = Loop(owned, BatchingMode.Auto);
        ClosedLoop alone = Loop(owned, BatchingMode.Off);
        Goal goal = PairedRounds.Measure(merged.Round, alone.Round, rounds: 15).AtLeast(name, 2.0);
        return goal with { Note = $"{goal.Note}, {merged.RowsPerRun()}" };
    }

    private static ClosedLoop Loop(Owned owned, BatchingMode mode)
    {
        RedisAiEngine engine = owned.Add(new RedisAiEngine(new OnnxBackend()));
        ModelFiles.Load(engine, GruCallers.Model, new ModelOptions { States = { new ModelState("state", "stateN") }, Batching = { Mode = mode } });
        DagBuilder dag = engine.CreateDag("step");
        dag.Output("y", dag.Model(GruCallers.Model, dag.Function("before", static x => x.Share(), dag.Input("x")))[0]);
        DagPlan plan = dag.Compile();
        return new ClosedLoop([.. Enumerable.Range(0, Callers).Select(caller =>
            new PlanCaller(plan, new NamedTensors { ["x"] = owned.Tensor(1, GruCallers.Size) }, new InferenceOptions { Session = $"session:{caller}" }))]);
    }

    private static AiTensor Before(AiTensor x) => AiTensor.Create<float>(x.Shape.Dimensions, x.AsSpan<float>());

    private static AiTensor After(AiTensor x) => x.Slice(0, 1);
}
