namespace RedisAi.MLflow.Cache;

/// <summary>A file as it came.</summary>
/// <param name="Path">Its path from the folder's root on.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Sha256">The hash of its bytes, in lower case.</param>
internal sealed record CachedFile(string Path, long Size, string Sha256);
