namespace RedisAi.Tests;

/// <summary>Where the files are that tests read.</summary>
internal static class TestData
{
    /// <summary>The repository that the tests were built in.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder <c>tests/data</c>.</summary>
    public static string Folder { get; } = Path.Combine(Repository, "tests", "data");

    /// <summary>The path of a file in <see cref="Folder"/>.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RedisAi.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds RedisAi.sln.");
    }
}
