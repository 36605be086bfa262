using System.IO.Compression;

namespace RedisAi.Backends.Torch.Archives;

/// <summary>Refuses what <c>torch.save</c> writes: pickled modules or weights, without the code of TorchScript.</summary>
internal static class TorchPickle
{
    private const string Refusal =
        "It is a pickle as torch.save writes it, which is never opened here: a pickle runs code of its own. Save the model as TorchScript, torch.jit.save(torch.jit.script(model), \"model.pt\"); " +
        "or as a program, torch.export.save(torch.export.export(model, inputs), \"model.pt2\"), which the package RedisAi.Importers reads; or export it with torch.onnx.export.";

    /// <summary>Refuses a pickle by itself, as PyTorch wrote them before 1.6; it begins with the number of its protocol.</summary>
    /// <exception cref="ModelLoadException">It is one.</exception>
    public static void ThrowIfAlone(ModelContent content)
    {
        if (content.Head.Span is [0x80, >= 2 and <= 5, ..])
        {
            throw new ModelLoadException(Refusal);
        }
    }

    /// <summary>Refuses an archive that has a pickle, and neither code nor constants, which archives of TorchScript have.</summary>
    /// <exception cref="ModelLoadException">It is one.</exception>
    public static void ThrowIfSaved(ZipArchive archive)
    {
        if (archive.Entries.Any(static entry => Is(entry, "data.pkl")) && !archive.Entries.Any(static entry => Is(entry, "constants.pkl") || IsCode(entry)))
        {
            throw new ModelLoadException(Refusal);
        }
    }

    private static bool Is(ZipArchiveEntry entry, string name) => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsCode(ZipArchiveEntry entry) => entry.FullName.Contains("/code/", StringComparison.OrdinalIgnoreCase);
}
