using System.IO.Compression;
using RedisAi.Backends;

namespace RedisAi.Importers.Reading;

/// <summary>A zip archive that is read within limits: nothing is unpacked that could not have come from so many packed bytes.</summary>
/// <remarks>Used by one thread.</remarks>
internal sealed class ArchiveFile : IDisposable
{
    /// <summary>The most entries of an archive. A forest has one or two a tree.</summary>
    public const int MaxEntries = 500_000;

    /// <summary>Deflate gives at most 1,032 bytes for one.</summary>
    private const long MaxRatio = 1_032;

    /// <summary>All that is unpacked of one archive, as a multiple of its size; a small archive may have a little more.</summary>
    private const long MaxGrowth = 64;

    private const long AlwaysAllowed = 16 << 20;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private long _left;

    private ArchiveFile(ZipArchive zip, long size)
    {
        _zip = zip;
        _left = AlwaysAllowed + (MaxGrowth * size);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            if (!_entries.TryAdd(entry.FullName, entry))
            {
                throw new ModelLoadException($"The archive has two entries '{entry.FullName}'.");
            }

            if (_entries.Count > MaxEntries)
            {
                throw new ModelLoadException($"The archive has more than {MaxEntries} entries.");
            }
        }
    }

    /// <summary>The names of the entries.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens the archive that a model is.</summary>
    /// <exception cref="ModelLoadException">It is no zip archive, or is damaged.</exception>
    public static ArchiveFile Open(ModelContent content)
    {
        Stream stream = content.OpenRead();
        ZipArchive? zip = null;
        try
        {
            zip = ZipDirectory.Open(stream);
            return new ArchiveFile(zip, stream.Length);
        }
        catch (Exception error)
        {
            zip?.Dispose();
            stream.Dispose();
            if (ZipDirectory.IsDamage(error))
            {
                throw new ModelLoadException($"The zip archive cannot be read: {error.Message}", error);
            }

            throw;
        }
    }

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Reads an entry.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <exception cref="ModelLoadException">There is none, it has more bytes, or is damaged.</exception>
    public byte[] Read(string name, long limit)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry))
        {
            throw new ModelLoadException($"The archive has no entry '{name}'.");
        }

        // A length that is only said takes no memory: that many bytes must be able to come out.
        long length = entry.Length;
        if (length > limit || length > Array.MaxLength)
        {
            throw new ModelLoadException($"The entry '{name}' has {length} bytes; {limit} are allowed.");
        }

        if (length > (entry.CompressedLength * MaxRatio) + MaxRatio)
        {
            throw new ModelLoadException($"The entry '{name}' cannot have {length} bytes: it is packed in {entry.CompressedLength}.");
        }

        if ((_left -= length) < 0)
        {
            throw new ModelLoadException($"The archive unpacks to more than {MaxGrowth} times its size.");
        }

        try
        {
            byte[] bytes = new byte[length];
            using Stream stream = entry.Open();
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (ZipDirectory.IsDamage(error))
        {
            throw new ModelLoadException($"The entry '{name}' is damaged: {error.Message}", error);
        }
    }

    /// <summary>Reads the beginning of an entry that is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">The most bytes that are read.</param>
    public byte[] ReadHead(string name, int length)
    {
        try
        {
            byte[] bytes = new byte[length];
            using Stream stream = _entries[name].Open();
            return bytes[..stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (ZipDirectory.IsDamage(error))
        {
            throw new ModelLoadException($"The entry '{name}' is damaged: {error.Message}", error);
        }
    }

    public void Dispose() => _zip.Dispose();
}
