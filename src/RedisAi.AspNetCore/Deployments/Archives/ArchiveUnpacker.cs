using System.Security.Cryptography;
using RedisAi.AspNetCore.Http;
using RedisAi.MLflow.Cache;
using RedisAi.MLflow.Folders;
using RedisAi.MLflow.Uris;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>Writes the files of an archive to a folder while it comes.</summary>
/// <param name="archive">The archive.</param>
/// <param name="folder">The folder, which is empty.</param>
/// <param name="limits">How much may come.</param>
internal sealed class ArchiveUnpacker(Stream archive, string folder, UploadLimits limits)
{
    private const int BufferBytes = 128 << 10;

    private readonly TarEntries _entries = new(archive);
    private readonly ArchiveNames _names = new(limits.MaxEntries);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly List<CachedFile> _files = [];
    private long _left = limits.MaxBytes;

    /// <returns>The files, sorted by their paths.</returns>
    /// <exception cref="MLflow.MlflowException">The archive is not taken.</exception>
    /// <exception cref="RequestRefusedException">It has too many bytes.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public async Task<IReadOnlyList<CachedFile>> UnpackAsync(CancellationToken cancellationToken)
    {
        while (await _entries.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
        {
            // Folders come to be with the files in them; of an empty one nothing is lost.
            string path = _names.Add(entry);
            if (!entry.IsFolder)
            {
                _files.Add(await WriteAsync(path, entry.Size, cancellationToken).ConfigureAwait(false));
            }
        }

        await ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        _files.Sort(static (one, other) => string.CompareOrdinal(one.Path, other.Path));
        return _files.Exists(static file => file.Path == MlModelFile.Name)
            ? _files
            : throw ArchiveErrors.Refused($"there is no file {MlModelFile.Name} at its top{Instead()}; pack the folder's contents by tar -C FOLDER -cf model.tar .");
    }

    private async Task<CachedFile> WriteAsync(string path, long size, CancellationToken cancellationToken)
    {
        if ((_left -= size) < 0)
        {
            throw limits.TooLarge();
        }

        string place = SafePath.OnDisk(folder, path, "an entry of the archive");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FileStream file = new(place, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            int read;
            while ((read = await _entries.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(_buffer, 0, read);
                await file.WriteAsync(_buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }

        return new CachedFile(path, size, Convert.ToHexStringLower(hash.GetCurrentHash()));
    }

    /// <summary>What follows the end fills a block; where the archive is packed, its checksum comes last.</summary>
    private async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        while (await archive.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    private string Instead() => _files.Count == 0 ? "" : $", but {ShownUri.OfText(string.Join(", ", _files.Take(8).Select(static file => file.Path)))}";
}
