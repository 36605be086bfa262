namespace RedisAi.Samples.StreamPipeline.Checking;

/// <summary>What must come of a message.</summary>
/// <param name="Id">The id of the message.</param>
/// <param name="Probability">How likely its window is speech.</param>
internal readonly record struct Expected(string Id, float Probability);
