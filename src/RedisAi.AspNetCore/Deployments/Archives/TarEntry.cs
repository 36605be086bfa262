namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>A file or a folder in an archive.</summary>
/// <param name="Name">Its name, as it is written there.</param>
/// <param name="Size">How many bytes it has; 0 for a folder.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
internal readonly record struct TarEntry(string Name, long Size, bool IsFolder);
