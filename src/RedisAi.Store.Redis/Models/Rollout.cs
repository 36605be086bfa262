namespace RedisAi.Store.Redis;

/// <summary>What was stored last under a key, and how far the processes are with it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">The key, or the name of a plan.</param>
/// <param name="Version">The highest number of a version that is there; 1 for a plan.</param>
/// <param name="IsTurned">Whether it serves; else the version before it does until all processes are ready, or <paramref name="Left"/> has passed.</param>
/// <param name="Left">How long is waited at most; zero once it serves.</param>
/// <param name="Processes">The processes that are alive, by their addresses.</param>
public sealed record Rollout(DurableItemKind Kind, string Key, int Version, bool IsTurned, TimeSpan Left, IReadOnlyList<RolloutProcess> Processes);
