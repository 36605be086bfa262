namespace RedisAi;

/// <summary>What a registry knows of a model, at one moment.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">1 for the first model under the key, then one more with each that replaces it.</param>
/// <param name="Backend">The name of the backend.</param>
/// <param name="Device">Where the model runs.</param>
/// <param name="Tag">The application's own text.</param>
/// <param name="Signature">What the model takes and gives.</param>
/// <param name="Statistics">What this version was asked so far.</param>
public sealed record ModelInfo(
    string Key,
    int Version,
    string Backend,
    Device Device,
    string Tag,
    ModelSignature Signature,
    RunStatistics Statistics)
{
    /// <summary>Gets whether calls are merged into one run, and why.</summary>
    public required BatchingInfo Batching { get; init; }
}
