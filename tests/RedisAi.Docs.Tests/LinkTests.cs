using System.Text.RegularExpressions;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>Holds the links between pages to the files that there are.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] s_folders = ["docs", "samples", "src", "tests"];

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(TestData.Root, "*.md")
        .Concat(s_folders.SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(TestData.Root, folder), "*.md", SearchOption.AllDirectories)))
        .Select(static page => Path.GetRelativePath(TestData.Root, page).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_points_at_a_file_or_folder(string page)
    {
        string path = Path.Combine(TestData.Root, page);
        string text = File.ReadAllText(path);

        IEnumerable<string> broken = Link().Matches(Code().Replace(text, ""))
            .Select(static link => link.Groups["target"].Value.Split('#')[0])
            .Where(static target => target.Length > 0 && !target.Contains(':', StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target)));

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_heading_points_at_one(string page)
    {
        string path = Path.Combine(TestData.Root, page);

        IEnumerable<string> broken = Link().Matches(Code().Replace(File.ReadAllText(path), ""))
            .Select(static link => link.Groups["target"].Value)
            .Where(static target => target.Contains('#', StringComparison.Ordinal) && !target.Contains(':', StringComparison.Ordinal))
            .Where(target => !AnchorsOf(target.StartsWith('#') ? path : Path.Combine(Path.GetDirectoryName(path)!, target.Split('#')[0])).Contains(target.Split('#')[1]));

        Assert.Empty(broken);
    }

    /// <summary>The names that hosting sites give to headings: lower case, without punctuation, hyphens for spaces.</summary>
    private static HashSet<string> AnchorsOf(string path) => [.. Heading().Matches(Code().Replace(File.ReadAllText(path), ""))
        .Select(static heading => Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>[^\r\n]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Punctuation();

    [GeneratedRegex("^```.*?^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
