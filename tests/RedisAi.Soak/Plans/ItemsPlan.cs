namespace RedisAi.Soak.Plans;

/// <summary>A plan with items, branches, a model that fails, a fallback, and a kernel: the sum over all numbers of what becomes of each.</summary>
internal static class ItemsPlan
{
    public static DagPlan Compile(RedisAiEngine ai, string name)
    {
        DagBuilder dag = ai.CreateDag(name);
        DagValue x = dag.Input("x", TensorDataType.Int64, [-1, 1]);
        DagSequence items = dag.Split("rows", static given => Numbers.Rows(given[0]), x);
        DagSequence each = dag.Map("each", items, static (body, item) => body.If(
            "kind",
            body.Function("odd", static x => AiTensor.Scalar(x.AsSpan<long>()[0] % 2 != 0), item),
            odd =>
            {
                DagNode model = odd.Model(PlanModels.Fragile, item);
                model.WithFallback(instead => instead.Function("instead", static _ => Numbers.Column(-1), item));
                return model[0];
            },
            even => even.Kernel("add", 1, Numbers.Add, item, even.Model(PlanModels.Double, item)[0])[0]));
        DagValue sum = dag.Gather("sum", Numbers.Sum, each);
        dag.Output("sum", sum);
        dag.Output("each", each);
        return dag.Compile();
    }

    /// <summary>What becomes of a number: odd ones are doubled, or are -1 where that fails; even ones become three times as large.</summary>
    public static long Expected(long x) => x % 2 == 0 ? 3 * x : x == PlanModels.Offence ? -1 : 2 * x;
}
