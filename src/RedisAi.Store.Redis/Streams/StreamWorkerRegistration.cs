namespace RedisAi.Store.Redis;

/// <summary>A worker that was added to a host.</summary>
/// <param name="Input">The stream.</param>
/// <param name="Output">The stream of the outputs.</param>
/// <param name="Options">The settings, which nobody changes.</param>
/// <param name="CreateTargets">Finds what it runs.</param>
internal sealed record StreamWorkerRegistration(string Input, string Output, StreamWorkerOptions Options, Func<RedisAiEngine, StreamTargets> CreateTargets);
