namespace RedisAi.Hosting.Tests;

/// <summary>A picture that waits for its label.</summary>
internal sealed record Job(float[] Image, TaskCompletionSource<float> Answer);
