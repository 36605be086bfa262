using System.IO.Compression;
using System.Text.Json;

namespace RedisAi.Backends.Torch.Archives;

/// <summary>Types and shapes that an archive brings along in a file of its own, where TorchScript does not declare them: an importer knows them.</summary>
internal static class ArchiveSignature
{
    private const string Name = "/extra/redisai.signature.json";
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads the file, and declares what is in it unless the user has declared something.</summary>
    /// <param name="content">The archive.</param>
    /// <param name="options">What the user has declared; not changed.</param>
    /// <returns>The options to load with.</returns>
    /// <exception cref="ModelLoadException">The file is damaged.</exception>
    public static TorchModelOptions Declare(ModelContent content, TorchModelOptions options)
    {
        using Stream stream = content.OpenRead();
        using ZipArchive archive = new(stream, ZipArchiveMode.Read);
        if (archive.Entries.FirstOrDefault(static entry => entry.FullName.EndsWith(Name, StringComparison.Ordinal)) is not { } entry)
        {
            return options;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(Read(entry));
            TorchModelOptions declared = (TorchModelOptions)((ICloneable)options).Clone();
            foreach (TensorSpec input in Specs(document.RootElement, "inputs"))
            {
                if (!declared.Inputs.Any(known => known.Name == input.Name))
                {
                    declared.Inputs.Add(input);
                }
            }

            if (declared.Outputs.Count == 0)
            {
                foreach (TensorSpec output in Specs(document.RootElement, "outputs"))
                {
                    declared.Outputs.Add(output);
                }
            }

            return declared;
        }
        catch (Exception damage) when (damage is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or InvalidDataException or EndOfStreamException)
        {
            throw new ModelLoadException($"The TorchScript archive is damaged: '{entry.FullName}' is no signature. {damage.Message}", damage);
        }
    }

    private static IEnumerable<TensorSpec> Specs(JsonElement root, string name) => root.GetProperty(name).EnumerateArray().Select(TensorSpec.ReadFrom);

    private static byte[] Read(ZipArchiveEntry entry)
    {
        byte[] bytes = entry.Length <= MaxBytes ? new byte[entry.Length] : throw new InvalidDataException($"It has {entry.Length} bytes; {MaxBytes} are the most.");
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }
}
