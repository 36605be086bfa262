namespace RedisAi.MLflow.Artifacts;

/// <summary>A file or folder of a store.</summary>
/// <param name="Path">Its path from the store's root on, which is safe to use.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Size">How many bytes a file has; null when the server does not say.</param>
internal sealed record ArtifactEntry(string Path, bool IsFolder, long? Size);
