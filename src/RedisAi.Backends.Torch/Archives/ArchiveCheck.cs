using System.IO.Compression;
using System.Runtime.InteropServices;

namespace RedisAi.Backends.Torch.Archives;

/// <summary>Looks through the pickles of a TorchScript archive before libtorch reads them.</summary>
/// <remarks>
/// libtorch 1.13 trusts them: a length that says four gigabytes is allocated and cleared, a mark that is missing is read from in front of its
/// stack, a tensor may be longer than the bytes that the archive has for it. Damage of that kind is refused here, with a sentence, instead of
/// ending the process.
/// </remarks>
internal static class ArchiveCheck
{
    /// <summary>Pickles hold the structure of a module, not its weights: a megabyte is much.</summary>
    private const long MaxPickleBytes = 256 << 20;

    private static readonly string[] s_pickles = ["data.pkl", "constants.pkl", "attributes.pkl"];

    /// <summary>Checks the archive of a model.</summary>
    /// <exception cref="ModelLoadException">It cannot be what <c>torch.jit.save</c> has written.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void ThrowIfDamaged(ModelContent content)
    {
        TorchPickle.ThrowIfAlone(content);
        try
        {
            using Stream stream = Open(content);
            using ZipArchive archive = new(stream, ZipArchiveMode.Read);
            Check(archive);
        }
        catch (InvalidDataException damage)
        {
            string hint = content.IsZip ? "" : " It does not begin as the zip archives do that torch.jit.save writes: if it is an ONNX model, set ModelOptions.Backend to \"ONNX\", or let its name end in .onnx.";
            throw new ModelLoadException($"The TorchScript archive is damaged: {damage.Message}{hint}", damage);
        }
    }

    private static Stream Open(ModelContent content)
    {
        if (content.Path is { } path)
        {
            return File.OpenRead(path);
        }

        return MemoryMarshal.TryGetArray(content.Bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.Bytes.ToArray(), writable: false);
    }

    private static void Check(ZipArchive archive)
    {
        // libtorch finds entries whatever the case of their letters. Which of two it takes is not for us to guess.
        Dictionary<string, long> lengths = new(StringComparer.OrdinalIgnoreCase);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!lengths.TryAdd(entry.FullName, entry.Length))
            {
                throw new InvalidDataException($"the entry '{entry.FullName}' is there twice.");
            }
        }

        if (archive.Entries.FirstOrDefault(static entry => entry.FullName.EndsWith("/archive_format", StringComparison.Ordinal)) is not null)
        {
            throw new ModelLoadException("It is an archive of torch.export (.pt2), not of TorchScript. The package RedisAi.Importers reads those: add its importers to the engine, by AddImporters.");
        }

        TorchPickle.ThrowIfSaved(archive);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (IsRead(entry.Name))
            {
                new PickleCheck(entry.FullName, Read(entry), FolderOfTensors(entry.FullName), lengths).Run();
            }
        }
    }

    /// <summary>
    /// Whether libtorch reads a pickle: not each one, and those that it leaves alone may be anything (a traced model keeps its inputs without
    /// their values). The positions in source files, <c>NAME.debug_pkl</c>, are read for messages.
    /// </summary>
    private static bool IsRead(string name) =>
        name.EndsWith(".debug_pkl", StringComparison.OrdinalIgnoreCase) || s_pickles.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The tensors of <c>NAME/data.pkl</c> are in <c>NAME/data/</c>.</summary>
    private static string FolderOfTensors(string pickle) => pickle[..^Path.GetExtension(pickle).Length] + "/";

    private static byte[] Read(ZipArchiveEntry entry)
    {
        if (entry.Length > MaxPickleBytes)
        {
            throw new InvalidDataException($"the entry '{entry.FullName}' has {entry.Length} bytes; at most {MaxPickleBytes} are read.");
        }

        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : throw new InvalidDataException($"the entry '{entry.FullName}' has {read} of its {bytes.Length} bytes.");
    }
}
