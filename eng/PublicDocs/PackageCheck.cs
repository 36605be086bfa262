using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RedisAi.PublicDocs;

/// <summary>Looks into a package at what its users read.</summary>
internal static partial class PackageCheck
{
    public static IReadOnlyList<string> ProblemsOf(string path)
    {
        string name = Path.GetFileName(path);
        using ZipArchive package = ZipFile.OpenRead(path);
        List<string> problems = [];
        foreach (ZipArchiveEntry assembly in package.Entries.Where(static entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal) && entry.FullName.EndsWith(".dll", StringComparison.Ordinal)))
        {
            if (package.GetEntry(Path.ChangeExtension(assembly.FullName, ".xml")) is not { } xml)
            {
                problems.Add($"{name}: {assembly.FullName} has no documentation.");
                continue;
            }

            using Stream text = xml.Open();
            problems.AddRange(DocumentationFile.ProblemsOf($"{name}: {xml.FullName}", XDocument.Load(text), VisibleMembers.Of(ContentOf(assembly))));
        }

        using StreamReader readme = new(ContentOf(package.GetEntry("README.md") ?? throw new InvalidDataException($"{name} has no README.md.")));
        problems.AddRange(RelativeLink().Matches(readme.ReadToEnd()).Select(link => $"{name}: README.md links to {link.Groups["target"].Value}, which is not in the package."));
        return problems;
    }

    /// <summary>An entry can be read from its beginning to its end only.</summary>
    private static MemoryStream ContentOf(ZipArchiveEntry entry)
    {
        MemoryStream content = new();
        using Stream compressed = entry.Open();
        compressed.CopyTo(content);
        content.Position = 0;
        return content;
    }

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RelativeLink();
}
