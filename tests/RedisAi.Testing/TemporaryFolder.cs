namespace RedisAi.Testing;

/// <summary>A folder of a test's own, gone with all that is in it when the test is done, however that ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redisai-");

    /// <summary>Gets its path.</summary>
    public string Path => _folder.FullName;

    /// <summary>Gets the path of a file in it, which need not be there.</summary>
    /// <param name="name">The name of the file.</param>
    public string this[string name] => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Gets the names of all files, sorted.</summary>
    public string[] FileNames() => [.. _folder.GetFiles().Select(static file => file.Name).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
