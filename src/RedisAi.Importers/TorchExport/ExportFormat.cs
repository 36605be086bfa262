using RedisAi.Importers.Reading;

namespace RedisAi.Importers.TorchExport;

/// <summary>Tells archives of torch.export from other zip archives.</summary>
internal static class ExportFormat
{
    private const string Extension = ".pt2";

    public static bool HasExtension(string? path) => Extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the first entry is one that such an archive begins with: its weights, or their list where there are none, or its graph.</summary>
    public static bool StartsAsArchive(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> name = ZipDirectory.FirstName(head);
        int root = name.IndexOf((byte)'/') + 1;
        ReadOnlySpan<byte> file = name[root..];
        return name.EndsWith("serialized_exported_program.json"u8)
            || (root > 0 && (file.StartsWith("data/weights/"u8) || file.StartsWith("data/constants/"u8) || file.StartsWith("data/aotinductor/"u8) || file.SequenceEqual("archive_format"u8)
                || (file.StartsWith("models/"u8) && file.EndsWith(".json"u8))));
    }
}
