using System.IO.Compression;
using System.Text;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>An archive of <c>tests/data</c> in which something is not as it should be.</summary>
internal static class AlteredArchive
{
    /// <summary>The archive with another text in the place of some text of its schema, each time that it is there.</summary>
    public static byte[] With(string name, string text, string other) => With(name, [(text, other)]);

    /// <summary>The archive with other texts in the place of some of its schema.</summary>
    public static byte[] With(string name, params (string Text, string Other)[] changes)
    {
        using MemoryStream altered = new();
        using (ZipArchive from = ZipFile.OpenRead(new EnsembleCase(name).ModelPath))
        using (ZipArchive to = new(altered, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in from.Entries)
            {
                using MemoryStream bytes = new();
                using (Stream stream = entry.Open())
                {
                    stream.CopyTo(bytes);
                }

                using Stream target = to.CreateEntry(entry.FullName).Open();
                target.Write(entry.FullName == "schema.json" ? changes.Aggregate(bytes.ToArray(), static (schema, change) => Alter(schema, change.Text, change.Other)) : bytes.ToArray());
            }
        }

        return altered.ToArray();
    }

    private static byte[] Alter(byte[] schema, string text, string other)
    {
        string before = Encoding.UTF8.GetString(schema);
        Assert.Contains(text, before, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(before.Replace(text, other, StringComparison.Ordinal));
    }
}
