using RedisAi.Samples.StreamPipeline.Processes;

namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>How a worker does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Whether it works.</param>
/// <param name="Pending">Messages that it has read and not ended.</param>
/// <param name="Calls">Calls that are with it.</param>
internal sealed record WorkerFigures(string Name, WorkerState State, long Pending, int Calls);
