namespace RedisAi.Samples.StreamPipeline.Processes;

/// <summary>How far a worker's process is.</summary>
internal enum WorkerState
{
    Starting,
    Working,
    Killed,
}
