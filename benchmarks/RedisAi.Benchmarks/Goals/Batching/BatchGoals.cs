namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>What the scheduler is for: many callers at once, each with a session, on models that gain by it and on models that do not.</summary>
internal static class BatchGoals
{
    public static IEnumerable<GoalRow> Rows => [.. GruGoals.Rows, .. ConvGoals.Rows, .. OverloadGoals.Rows, .. SwapGoals.Rows, .. RedisGoals.Rows, .. VoiceGoals.Rows];
}
