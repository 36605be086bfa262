namespace RedisAi.Benchmarks.Goals.Dags;

/// <summary>What plans cost beyond what they run, and what they gain.</summary>
internal static class DagGoals
{
    public static IEnumerable<GoalRow> Rows =>
    [
        new("dag-node-ns", ChainGoals.Nanoseconds),
        new("dag-run-bytes", ChainGoals.Bytes),
        new("dag-parallel", ParallelGoals.Branches),
        new("dag-model-ratio", PipelineGoals.AroundModel),
        new("dag-batch", PipelineGoals.Batch),
    ];
}
