namespace RedisAi.MLflow.Tests.Replay;

/// <summary>Compares folders.</summary>
internal static class Trees
{
    /// <summary>The files below a folder, by their paths, as texts of their bytes.</summary>
    public static SortedDictionary<string, string> Read(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder, file).Replace('\\', '/'),
            static file => Convert.ToBase64String(File.ReadAllBytes(file))),
        StringComparer.Ordinal);

    /// <summary>Asserts that two folders have the same files with the same bytes.</summary>
    public static void AssertSame(string expected, string actual) => Assert.Equal(Read(expected), Read(actual));
}
