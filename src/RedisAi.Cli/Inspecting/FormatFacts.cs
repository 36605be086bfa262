namespace RedisAi.Cli.Inspecting;

/// <summary>What the format of a model's file says of it.</summary>
/// <param name="Format">The format in words.</param>
/// <param name="Facts">What is told, in the order to be shown.</param>
/// <param name="Metadata">What somebody has written into the file about it.</param>
internal sealed record FormatFacts(string Format, IReadOnlyList<FormatFact> Facts, IReadOnlyDictionary<string, string> Metadata);
