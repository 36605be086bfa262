using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>The files of a model out of a storage: in memory where it is a single one, else in a folder that is removed when the model is loaded.</summary>
internal sealed class StoredFiles(Catalog catalog, DurableItem item) : IDisposable
{
    private const string UsualName = "model";
    private DirectoryInfo? _folder;

    /// <summary>Reads a content that fits into memory.</summary>
    /// <exception cref="DurableStorageException">It cannot be read.</exception>
    public Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) => catalog.ReadContentAsync(item.Id, PartOf(name), cancellationToken);

    /// <summary>Makes the model readable.</summary>
    /// <param name="fileName">The name of its file; null for any.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DurableStorageException">It cannot be read.</exception>
    public async Task<ModelSource> OpenAsync(string? fileName, CancellationToken cancellationToken)
    {
        DurablePart main = PartOf(KeptModel.FileName);
        DurablePart[] external = [.. item.Parts.Where(static part => part.Name.StartsWith(KeptModel.ExternalPrefix, StringComparison.Ordinal))];
        if (external.Length == 0 && main.ByteLength <= Array.MaxLength)
        {
            return ModelSource.FromBytes(await catalog.ReadContentAsync(item.Id, main, cancellationToken).ConfigureAwait(false));
        }

        _folder = Directory.CreateTempSubdirectory("redisai-");
        foreach (DurablePart part in external)
        {
            await CopyAsync(part, part.Name[KeptModel.ExternalPrefix.Length..], cancellationToken).ConfigureAwait(false);
        }

        string name = fileName is { Length: > 0 } && fileName == Path.GetFileName(fileName) ? fileName : UsualName;
        return ModelSource.FromFile(await CopyAsync(main, name, cancellationToken).ConfigureAwait(false));
    }

    public void Dispose()
    {
        try
        {
            // A runtime may have the files mapped: the operating system keeps them as long then, or refuses.
            _folder?.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The system's temporary files are cleared away by others.
        }
    }

    private DurablePart PartOf(string name) =>
        item.Parts.FirstOrDefault(part => part.Name == name) ?? throw catalog.Damaged(item.Id, $"it has no content '{name}'");

    /// <summary>Writes a content to a file of the folder, wherever the storage says that it lies.</summary>
    private async Task<string> CopyAsync(DurablePart part, string location, CancellationToken cancellationToken)
    {
        string root = _folder!.FullName;
        string path = Path.GetFullPath(Path.Combine(root, location));
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || File.Exists(path) || Directory.Exists(path))
        {
            throw catalog.Damaged(item.Id, $"its file '{location}' does not lie within its folder, or lies there twice");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Stream content = catalog.OpenContent(item.Id, part.Name);
        await using (content.ConfigureAwait(false))
        {
            FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, bufferSize: 1 << 20, cancellationToken).ConfigureAwait(false);
                return file.Length == part.ByteLength ? path : throw catalog.Damaged(item.Id, $"its file '{location}' has {file.Length} bytes of {part.ByteLength}");
            }
        }
    }
}
