using System.Text;
using RedisAi.MLflow.Uris;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>The names in an archive: each stays within the folder, comes once, and is one that file systems take.</summary>
/// <param name="maxEntries">How many there may be.</param>
internal sealed class ArchiveNames(int maxEntries)
{
    private const int MaxDepth = 32;
    private const int MaxPathBytes = 1024;
    private const int MaxNameBytes = 255;
    private const string What = "an entry of the archive";

    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private int _entries;

    /// <summary>Checks the next name.</summary>
    /// <returns>The path below the folder; empty for the folder itself.</returns>
    /// <exception cref="MLflow.MlflowException">It is not taken.</exception>
    public string Add(in TarEntry entry)
    {
        if (++_entries > maxEntries)
        {
            throw ArchiveErrors.Refused($"it has more than {maxEntries} entries, which is the limit of this endpoint");
        }

        string path = SafePath.Check(entry.Name, What);
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > MaxDepth || Encoding.UTF8.GetByteCount(path) > MaxPathBytes || names.Any(static name => Encoding.UTF8.GetByteCount(name) > MaxNameBytes))
        {
            throw Refused(path, $"is too long: {MaxPathBytes} bytes, {MaxNameBytes} for each name, and {MaxDepth} folders within each other are the limit");
        }

        if (!entry.IsFolder && path.Length == 0)
        {
            throw ArchiveErrors.Refused("it has a file without a name");
        }

        AddFolders(names.AsSpan(0, entry.IsFolder ? names.Length : names.Length - 1));
        if (!entry.IsFolder && (_folders.Contains(path) || !_files.Add(path)))
        {
            throw Refused(path, "is there twice");
        }

        return path;
    }

    private void AddFolders(ReadOnlySpan<string> names)
    {
        string folder = "";
        foreach (string name in names)
        {
            folder = SafePath.Join(folder, name);
            _folders.Add(folder);
            if (_files.Contains(folder))
            {
                throw Refused(folder, "is there twice, as a file and as a folder");
            }
        }
    }

    private static MLflow.MlflowException Refused(string path, string problem) => ArchiveErrors.Refused($"'{ShownUri.OfText(path)}' {problem}");
}
