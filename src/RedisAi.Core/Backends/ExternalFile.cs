namespace RedisAi.Backends;

/// <summary>A file that a model needs besides its own.</summary>
/// <param name="Location">What the model calls it: a path relative to the model's own file, with <c>/</c> between folders.</param>
/// <param name="Path">Where it is.</param>
public sealed record ExternalFile(string Location, string Path);
