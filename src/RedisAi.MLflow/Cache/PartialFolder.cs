using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Cache;

/// <summary>A model that is being downloaded. What is there of an earlier try may be of use.</summary>
/// <param name="folder">Its folder.</param>
internal sealed class PartialFolder(string folder)
{
    private const string What = "a file of the model";

    /// <summary>Where its files are.</summary>
    public string Files { get; } = CacheLayout.FilesOf(folder);

    private string Marks { get; } = Path.Combine(folder, "marks");

    /// <summary>Where a file is, or will be; the folders to it are made.</summary>
    /// <exception cref="MlflowException">This system has no such names.</exception>
    /// <exception cref="IOException">Its folder cannot be made.</exception>
    public string Place(string path)
    {
        string place = SafePath.OnDisk(Files, path, What);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }

    /// <summary>How many bytes of a file are there, and what marks the state of it that they are of.</summary>
    public (long Length, string? Mark) Find(string path)
    {
        FileInfo file = new(SafePath.OnDisk(Files, path, What));
        string mark = MarkPlace(path);
        return file.Exists && File.Exists(mark) ? (file.Length, File.ReadAllText(mark)) : (0, null);
    }

    /// <summary>Begins a file anew. Its mark is written before any byte of it, so that no byte goes by a wrong one.</summary>
    public void Restart(string path, string? mark)
    {
        Directory.CreateDirectory(Marks);
        File.Delete(Place(path));
        if (mark is null)
        {
            File.Delete(MarkPlace(path));
        }
        else
        {
            File.WriteAllText(MarkPlace(path), mark);
        }
    }

    /// <summary>Removes files that do not belong to the model any more, and then what was only needed meanwhile.</summary>
    /// <param name="files">The files that do.</param>
    public void Complete(IEnumerable<CachedFile> files)
    {
        Directory.CreateDirectory(Files);
        HashSet<string> places = [.. files.Select(file => SafePath.OnDisk(Files, file.Path, What))];
        foreach (string place in Directory.EnumerateFiles(Files, "*", SearchOption.AllDirectories).Where(place => !places.Contains(place)).ToList())
        {
            File.Delete(place);
        }

        if (Directory.Exists(Marks))
        {
            Directory.Delete(Marks, recursive: true);
        }
    }

    private string MarkPlace(string path) => Path.Combine(Marks, CacheLayout.KeyOf(path));
}
