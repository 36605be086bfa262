using System.Collections.ObjectModel;

namespace RedisAi;

/// <summary>What a registry knows of a model, at one moment.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">1 for the first model under the key, then one more with each that replaces it or is tried beside it; never given again while a model serves there.</param>
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

    /// <summary>Gets the application's own texts, by name: <see cref="ModelOptions.Metadata"/> of this version.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Gets what the version is there for.</summary>
    public VersionRole Role { get; init; }

    /// <summary>Gets the share of the calls that it answers, or of which it runs copies, 0 to 1. Sessions in mid-state do not count.</summary>
    public double Share { get; init; }

    /// <summary>Gets how many sessions are in mid-state on it.</summary>
    public int Sessions { get; init; }

    /// <summary>Gets what it has shown in the shadow; null when it was never there.</summary>
    public ShadowStatistics? Shadow { get; init; }
}
