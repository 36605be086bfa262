namespace RedisAi.Samples.StreamPipeline;

/// <summary>A worker that was killed, until others have its calls.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="At">When it was killed.</param>
internal sealed record Takeover(string Worker, TimeSpan At);
