namespace RedisAi.Server.Saving;

/// <summary>Saves by having the engine write to its storage what it has not written yet.</summary>
/// <param name="engine">The engine, which has a storage.</param>
internal sealed class EngineSaver(IRedisAi engine) : ISaver
{
    public Task SaveAsync(CancellationToken cancellationToken) => engine.FlushAsync(cancellationToken);
}
