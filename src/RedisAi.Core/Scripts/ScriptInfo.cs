namespace RedisAi;

/// <summary>What a registry knows of a script, at one moment.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">1 for the first script under the key, then one more with each that replaces it.</param>
/// <param name="Backend">The name of the backend.</param>
/// <param name="Device">Where the script runs.</param>
/// <param name="Tag">The application's own text.</param>
/// <param name="EntryPoints">The functions that are meant to be called.</param>
/// <param name="Functions">All functions.</param>
/// <param name="Source">The text of the script.</param>
/// <param name="Statistics">What this version was asked so far, all functions together.</param>
public sealed record ScriptInfo(
    string Key,
    int Version,
    string Backend,
    Device Device,
    string Tag,
    IReadOnlyList<string> EntryPoints,
    IReadOnlyList<ScriptFunction> Functions,
    string Source,
    RunStatistics Statistics);
