namespace RedisAi.MLflow.Folders;

/// <summary>Paths that a model's own files name: they stay within its folder, whoever has written them.</summary>
internal static class FolderPath
{
    /// <summary>Links that lead to folders that are links: no honest folder comes near.</summary>
    private const int MaxLinks = 32;

    /// <summary>Finds what a name within a folder stands for, whether it is there or not.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="name">A relative path, with slashes between folders.</param>
    /// <returns>The full path; null when the name is empty or absolute, goes up, or leads out of the folder through a link.</returns>
    public static string? Find(string root, string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny("\0\\") || Path.IsPathRooted(name) || HasDrive(name) || Array.IndexOf(name.Split('/'), "..") >= 0)
        {
            return null;
        }

        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(root, name)));
        try
        {
            return path == root || (IsBelow(root, path) && !LeadsOut(root, path, links: 0)) ? path : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A link that leads to itself, or whose target may not be read.
            return null;
        }
    }

    /// <summary>As Windows names drives: on other systems such a name would be a file's, but whoever writes it means something else.</summary>
    private static bool HasDrive(string name) => name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]);

    private static bool IsBelow(string root, string path) => path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Whether the file, or a folder on the way to it, is a link out of the folder.</summary>
    private static bool LeadsOut(string root, string path, int links)
    {
        for (string? current = path; current is not null && IsBelow(root, current); current = Path.GetDirectoryName(current))
        {
            FileSystemInfo entry = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (entry.Exists
                && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target
                && (links == MaxLinks || !IsBelow(root, target.FullName) || LeadsOut(root, target.FullName, links + 1)))
            {
                return true;
            }
        }

        return false;
    }
}
