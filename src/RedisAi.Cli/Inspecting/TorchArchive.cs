using System.IO.Compression;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Inspecting;

/// <summary>What a TorchScript archive says by the names of its entries; none of them is unpickled.</summary>
internal static class TorchArchive
{
    private const int VersionBytes = 20;

    public static FormatFacts Describe(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        List<FormatFact> facts = [];
        Dictionary<string, string> extra = new(StringComparer.Ordinal);
        long weights = 0;
        int tensors = 0;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            // The first folder is the name of the archive.
            string name = entry.FullName[(entry.FullName.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (name == "version")
            {
                facts.Add(new FormatFact("archive version", "archiveVersion", Text(entry)));
            }
            else if (name.StartsWith("data/", StringComparison.Ordinal) || name.StartsWith("constants/", StringComparison.Ordinal))
            {
                weights += entry.Length;
                tensors++;
            }
            else if (name.StartsWith("extra/", StringComparison.Ordinal))
            {
                extra[name["extra/".Length..]] = Shown.Size(entry.Length);
            }
        }

        facts.Add(new FormatFact("weights", "weightBytes", $"{Shown.Count(tensors, "storage")}, {Shown.Size(weights)}", weights));
        return new FormatFacts("TorchScript", facts, extra);
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using StreamReader reader = new(entry.Open());
        char[] text = new char[VersionBytes];
        return new string(text, 0, reader.ReadBlock(text)).Trim();
    }
}
