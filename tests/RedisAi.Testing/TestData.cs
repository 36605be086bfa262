namespace RedisAi.Testing;

/// <summary>Where the files that tests read are.</summary>
public static class TestData
{
    private static readonly Lazy<string> s_root = new(FindRoot);

    /// <summary>Gets the folder of the solution.</summary>
    public static string Root => s_root.Value;

    /// <summary>Gets the folder <c>tests/data</c>.</summary>
    public static string Folder => System.IO.Path.Combine(Root, "tests", "data");

    /// <summary>Returns the path of a file in <see cref="Folder"/>.</summary>
    /// <param name="parts">Folders and the name of the file.</param>
    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Folder, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "RedisAi.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"RedisAi.sln is in no folder above '{AppContext.BaseDirectory}'.");
    }
}
