using System.IO.Compression;

namespace RedisAi.MLflow.Flavours;

/// <summary>Tells what a file that PyTorch has written holds, by the names in it: MLflow gives TorchScript and pickles the same name, and the same description.</summary>
internal static class TorchArchive
{
    /// <summary>Nothing in the file is unpacked.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ArchiveKind KindOf(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> head = stackalloc byte[4];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (!head.SequenceEqual("PK\u0003\u0004"u8))
        {
            // Before PyTorch 1.6 a pickle was no archive; it begins with the number of its protocol.
            return head is [0x80, >= 2 and <= 5, ..] ? ArchiveKind.Pickle : ArchiveKind.Unknown;
        }

        try
        {
            file.Position = 0;
            using ZipArchive archive = new(file, ZipArchiveMode.Read);
            return KindOf(archive.Entries);
        }
        catch (InvalidDataException)
        {
            return ArchiveKind.Unknown;
        }
    }

    private static ArchiveKind KindOf(IReadOnlyList<ZipArchiveEntry> entries)
    {
        bool hasCode = false;
        bool hasConstants = false;
        bool hasData = false;
        bool hasProgram = false;
        foreach (ZipArchiveEntry entry in entries)
        {
            // All names are within one folder, which may be called anything.
            string name = entry.FullName[(entry.FullName.IndexOf('/', StringComparison.Ordinal) + 1)..];
            hasCode |= name.StartsWith("code/", StringComparison.Ordinal);
            hasConstants |= name == "constants.pkl";
            hasData |= name == "data.pkl";
            hasProgram |= name is "archive_format" or "models/model.json" or "serialized_exported_program.json" || entry.FullName == "serialized_exported_program.json";
        }

        return hasCode && hasConstants ? ArchiveKind.TorchScript
            : hasProgram ? ArchiveKind.ExportedProgram
            : hasData ? ArchiveKind.Pickle
            : ArchiveKind.Unknown;
    }
}
