using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Artifacts;

/// <summary>A folder of this machine, which a server has named. Links in it that lead out of it are refused.</summary>
/// <param name="root">Its path.</param>
internal sealed class LocalStore(string root) : IArtifactStore
{
    private readonly string _root = Resolve(new DirectoryInfo(Path.GetFullPath(root)));

    public string Name => $"the folder '{root}'";

    public Task<IReadOnlyList<ArtifactEntry>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        DirectoryInfo place = new(SafePath.OnDisk(_root, folder, Name));
        IReadOnlyList<ArtifactEntry> entries = place.Exists ? [.. place.EnumerateFileSystemInfos().Select(entry => ToEntry(folder, entry))] : [];
        return Task.FromResult(entries);
    }

    public Task<ArtifactStream> OpenAsync(string path, long offset, string? mark, CancellationToken cancellationToken)
    {
        string place = SafePath.OnDisk(_root, path, Name);
        ThrowIfOutside(new FileInfo(place));
        try
        {
            FileStream stream = new(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return Task.FromResult(new ArtifactStream(stream) { Length = stream.Length });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MlflowException($"The file '{place}' cannot be read: {error.Message}", MlflowErrorCodes.ResourceDoesNotExist, innerException: error);
        }
    }

    private ArtifactEntry ToEntry(string folder, FileSystemInfo entry)
    {
        ThrowIfOutside(entry);
        string path = SafePath.Join(folder, SafePath.CheckName(entry.Name, $"a file in {Name}"));
        return entry is FileInfo file
            ? new ArtifactEntry(path, IsFolder: false, (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length)
            : new ArtifactEntry(path, IsFolder: true, Size: null);
    }

    private void ThrowIfOutside(FileSystemInfo entry)
    {
        string target = entry.LinkTarget is null ? entry.FullName : Resolve(entry);
        if (!target.StartsWith(Path.TrimEndingDirectorySeparator(_root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new MlflowException($"'{entry.FullName}' leads to '{target}', outside {Name}, and is not read.", MlflowErrorCodes.PermissionDenied);
        }
    }

    private static string Resolve(FileSystemInfo entry) => (entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry).FullName;
}
