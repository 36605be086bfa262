namespace RedisAi.Soak.Plans;

/// <summary>A plan that keeps its answer under two keys, and has a function that is late and gets another in its place.</summary>
internal static class KeepingPlan
{
    private static readonly TimeSpan s_time = TimeSpan.FromMilliseconds(2);

    public static DagPlan Compile(RedisAiEngine ai)
    {
        DagBuilder dag = ai.CreateDag("keeping");
        DagValue x = dag.Input("x");
        DagValue doubled = dag.Model(PlanModels.Double, ("x", x))["y"];
        DagValue late = dag.Function("late", LateAsync, doubled);
        late.Node.WithTimeout(s_time).WithFallback(instead => instead.Function("instead", static x => Numbers.Map(x, static x => x + 1), doubled));
        dag.Persist(late, "{session}:latest");
        dag.Persist(doubled, "{session}:{what}");
        dag.Output("y", late);
        return dag.Compile();
    }

    private static async ValueTask<AiTensor> LateAsync(AiTensor x, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMinutes(10), TimeProvider.System, cancellationToken);
        return x.Share();
    }
}
