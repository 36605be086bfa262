namespace RedisAi.Tests;

/// <summary>Where the files are that tests read.</summary>
internal static class TestData
{
    /// <summary>The folder <c>tests/data</c> of the repository that the tests were built in.</summary>
    public static string Folder { get; } = Path.Combine(FindRepository(), "tests", "data");

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
