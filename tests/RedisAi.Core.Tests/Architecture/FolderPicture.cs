using System.Text.RegularExpressions;

namespace RedisAi.Tests.Architecture;

/// <summary>The arrows among folders in the Mermaid picture of a page.</summary>
internal sealed partial class FolderPicture
{
    private readonly ILookup<string, string> _arrows;

    /// <param name="page">The page; the picture's first box of folders is read.</param>
    public FolderPicture(string page)
    {
        string box = Box().Match(page).Groups["arrows"].Value;
        Dictionary<string, string> names = Label().Matches(box).ToDictionary(static match => match.Groups["id"].Value, static match => match.Groups["label"].Value);
        _arrows = Arrow().Matches(box).ToLookup(match => names[match.Groups["from"].Value], match => names[match.Groups["to"].Value]);
        Folders = [.. names.Values];
    }

    public SortedSet<string> Folders { get; }

    public IEnumerable<(string From, string To)> Arrows => _arrows.SelectMany(static arrows => arrows.Select(to => (arrows.Key, to)));

    /// <summary>Whether arrows lead from one folder to the other.</summary>
    public bool Reaches(string from, string to) => _arrows[from].Any(next => next == to || Reaches(next, to));

    [GeneratedRegex(@"subgraph core\[.*?\]\n(?<arrows>.*?)\n    end", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Box();

    [GeneratedRegex(@"(?<id>\w+)\[(?<label>\w+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"(?<from>\w+)(\[\w+\])? --> (?<to>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arrow();
}
