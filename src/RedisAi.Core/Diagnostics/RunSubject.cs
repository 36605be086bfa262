namespace RedisAi.Diagnostics;

/// <summary>What runs: a version of a model or of a script; for messages, metrics and spans.</summary>
/// <param name="Kind">Which of the two, in lower case.</param>
/// <param name="Key">Its key.</param>
/// <param name="Version">Its number.</param>
/// <param name="Backend">The name of its backend.</param>
internal sealed record RunSubject(string Kind, string Key, int Version, string Backend)
{
    public const string Model = "model";
    public const string Script = "script";

    /// <summary>The tag that has the name of a script's function.</summary>
    public const string FunctionTag = "redisai.script.function";

    /// <summary>The tag that has the key.</summary>
    public string KeyTag { get; } = $"redisai.{Kind}.key";

    /// <summary>The tag that has the version.</summary>
    public string VersionTag { get; } = $"redisai.{Kind}.version";

    /// <summary>Returns what a sentence calls it, as in <c>model 'vad'</c>.</summary>
    public override string ToString() => $"{Kind} '{Key}'";
}
