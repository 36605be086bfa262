using System.IO.Compression;
using System.Text;
using System.Text.Json;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.TorchExport;

/// <summary>The files of an archive that <c>torch.export.save</c> has written, a zip without compression.</summary>
internal sealed class ExportArchive : IDisposable
{
    /// <summary>Graphs are some kilobytes, those of large networks some megabytes.</summary>
    private const int MaxTextBytes = 256 << 20;

    private const int MaxLineBytes = 64;
    private const string Modern = "Save it again with torch.export.save of PyTorch 2.9 or later, or as TorchScript or ONNX.";

    private readonly ZipArchive _zip;
    private readonly long _length;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly string _root;

    private ExportArchive(ZipArchive zip, long length)
    {
        _zip = zip;
        _length = length;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            if (!_entries.TryAdd(entry.FullName, entry))
            {
                throw new InvalidDataException($"the entry '{entry.FullName}' is there twice.");
            }
        }

        string first = zip.Entries.Count > 0 ? zip.Entries[0].FullName : throw new InvalidDataException("it has no entries.");
        _root = first[..(first.IndexOf('/', StringComparison.Ordinal) + 1)];
    }

    /// <summary>Opens an archive.</summary>
    /// <param name="stream">Its bytes, which can be sought in; stays open as long as this, and is closed with it.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another kind.</exception>
    public static ExportArchive Open(Stream stream)
    {
        ZipArchive zip = ZipDirectory.Open(stream);
        try
        {
            ExportArchive archive = new(zip, stream.Length);
            archive.Check();
            return archive;
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>The name of the one model in it.</summary>
    public string ModelName
    {
        get
        {
            const string Extension = ".json";
            string folder = _root + "models/";
            string[] names = [.. _entries.Keys
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal) && name.Length > folder.Length + Extension.Length)
                .Select(name => name[folder.Length..^Extension.Length])];
            return names switch
            {
                [string only] => only,
                [] when Holds("data/aotinductor/") => throw new InvalidDataException(
                    "it has a model that AOTInductor has compiled to machine code, and no graph. Save the exported program itself, by torch.export.save."),
                [] => throw new InvalidDataException("it has no graph, 'models/NAME.json'."),
                _ => throw new InvalidDataException($"it has {names.Length} models, {string.Join(", ", names.Order(StringComparer.Ordinal).Take(5).Select(static name => $"'{name}'"))}; one is needed."),
            };
        }
    }

    public void Dispose() => _zip.Dispose();

    /// <summary>Whether a file is there.</summary>
    public bool Has(string name) => _entries.ContainsKey(_root + name);

    /// <summary>How many bytes a file has.</summary>
    public long LengthOf(string name) => Find(name).Length;

    /// <summary>Reads a JSON text.</summary>
    public JsonDocument ReadJson(string name) => JsonFile.Parse(ReadBytes(name, MaxTextBytes), name);

    /// <summary>Reads a file as it is, compares its checksum, and returns it.</summary>
    public uint Read(string name, Span<byte> target)
    {
        ZipArchiveEntry entry = Find(name);
        using Stream stream = entry.Open();
        try
        {
            stream.ReadExactly(target);
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException($"the entry '{name}' ends too early.", end);
        }

        uint sum = Crc32.Of(target);
        return sum == entry.Crc32 ? sum : throw new InvalidDataException($"the checksum of the entry '{name}' is another one: the file was changed or cut since it was written.");
    }

    private byte[] ReadBytes(string name, int most)
    {
        long length = LengthOf(name);
        byte[] bytes = length <= most ? new byte[length] : throw new InvalidDataException($"the entry '{name}' has {length} bytes; {most} are the most that is read.");
        Read(name, bytes);
        return bytes;
    }

    private string ReadLine(string name) => Encoding.UTF8.GetString(ReadBytes(name, MaxLineBytes)).Trim();

    private ZipArchiveEntry Find(string name)
    {
        if (!_entries.TryGetValue(_root + name, out ZipArchiveEntry? entry))
        {
            throw new InvalidDataException($"the entry '{name}' is missing.");
        }

        // Nothing is unpacked, so that no file can become larger than the archive is.
        return entry.Length == entry.CompressedLength && entry.Length <= _length
            ? entry
            : throw new InvalidDataException($"the entry '{name}' is compressed, or longer than the file; PyTorch writes entries as they are.");
    }

    private bool Holds(string folder) => _entries.Keys.Any(name => name.StartsWith(_root + folder, StringComparison.Ordinal));

    private void Check()
    {
        if (_entries.Keys.Any(static name => name.EndsWith("serialized_exported_program.json", StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"it was written by PyTorch 2.1 to 2.7, whose weights are pickles. {Modern}");
        }

        if (!Has("archive_format") || ReadLine("archive_format") != "pt2")
        {
            throw new InvalidDataException("it does not say that it is a PT2 archive ('archive_format').");
        }

        if (Has("archive_version") && ReadLine("archive_version") is var version and not "0")
        {
            throw new InvalidDataException($"it is a PT2 archive of version '{version}'; version 0 is known.");
        }

        if (Has("byteorder") && ReadLine("byteorder") is var order and not "little")
        {
            throw new InvalidDataException($"its byte order is '{order}'; little is needed.");
        }
    }
}
