namespace RedisAi;

/// <summary>Which model, script or plan it is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">The key of a model or script, the name of a plan.</param>
/// <param name="Version">The number of the version, from 1; several versions of a model may be kept side by side.</param>
public readonly record struct DurableItemId(DurableItemKind Kind, string Key, int Version);
