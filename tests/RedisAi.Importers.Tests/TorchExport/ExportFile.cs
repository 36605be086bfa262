using System.IO.Compression;
using System.Text;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>The archives of tests/data/torch_export, and others that are made of them.</summary>
internal static class ExportFile
{
    public const string Graph = "models/model.json";
    public const string Weights = "data/weights/model_weights_config.json";

    public static string PathOf(string name) => TestData.Path("torch_export", $"{name}.pt2");

    public static ModelSource Source(string name) => ModelSource.FromFile(PathOf(name));

    /// <summary>An archive with another text in one of its files.</summary>
    public static byte[] Replaced(string name, string file, string text, string other) => Edited(name, entries =>
    {
        string before = Encoding.UTF8.GetString(entries[file]);
        Assert.Contains(text, before, StringComparison.Ordinal);
        entries[file] = Encoding.UTF8.GetBytes(before.Replace(text, other, StringComparison.Ordinal));
    });

    /// <summary>An archive with other files.</summary>
    /// <param name="name">The archive.</param>
    /// <param name="edit">Changes its files, whose names are without the first folder.</param>
    /// <param name="level">How it is compressed.</param>
    public static byte[] Edited(string name, Action<Dictionary<string, byte[]>> edit, CompressionLevel level = CompressionLevel.NoCompression)
    {
        Dictionary<string, byte[]> entries = Read(name);
        edit(entries);
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string file, byte[] content) in entries)
            {
                using Stream target = archive.CreateEntry($"{name}/{file}", level).Open();
                target.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static Dictionary<string, byte[]> Read(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(PathOf(name));
        Dictionary<string, byte[]> entries = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using MemoryStream content = new();
            using Stream source = entry.Open();
            source.CopyTo(content);
            entries.Add(entry.FullName[(name.Length + 1)..], content.ToArray());
        }

        return entries;
    }
}
