using System.IO.Compression;

namespace RedisAi.FuzzHost;

/// <summary>Damages one entry of a zip archive, and writes the archive anew with right checksums.</summary>
internal static class ArchiveMutator
{
    public static byte[] Damage(Mutator mutator, int index)
    {
        Random random = mutator.RandomOf(index);
        List<(string Name, byte[] Bytes)> entries = Read(mutator.Pick(random));
        int damaged = random.Next(entries.Count);
        entries[damaged] = (entries[damaged].Name, mutator.Damage(random, entries[damaged].Bytes));
        return Write(entries);
    }

    /// <summary>The entries of an archive.</summary>
    public static List<(string Name, byte[] Bytes)> Read(byte[] archive)
    {
        using ZipArchive zip = new(new MemoryStream(archive));
        List<(string, byte[])> entries = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream stream = entry.Open();
            using MemoryStream bytes = new();
            stream.CopyTo(bytes);
            entries.Add((entry.FullName, bytes.ToArray()));
        }

        return entries;
    }

    /// <summary>An archive of entries, none of them compressed.</summary>
    public static byte[] Write(List<(string Name, byte[] Bytes)> entries)
    {
        using MemoryStream archive = new();
        using (ZipArchive zip = new(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(bytes);
            }
        }

        return archive.ToArray();
    }
}
