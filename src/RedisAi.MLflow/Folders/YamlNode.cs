namespace RedisAi.MLflow.Folders;

/// <summary>A place in a YAML file. Immutable once it was read; several places may be the same node.</summary>
internal sealed class YamlNode
{
    private static readonly Dictionary<string, YamlNode> s_noMembers = [];

    private YamlNode(YamlKind kind, long line) => (Kind, Line) = (kind, line);

    public YamlKind Kind { get; }

    /// <summary>Where it begins, counted from 1; 0 where there is no file.</summary>
    public long Line { get; }

    /// <summary>The text; empty for all else.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Whether the text was written without quotes, so that it may mean a number or a truth value.</summary>
    public bool IsPlain { get; private init; }

    public IReadOnlyList<YamlNode> Items { get; private init; } = [];

    public IReadOnlyDictionary<string, YamlNode> Members { get; private init; } = s_noMembers;

    public static YamlNode Null { get; } = new(YamlKind.Null, line: 0);

    public static YamlNode OfText(string text, bool isPlain, long line) =>
        isPlain && text is "" or "~" or "null" or "Null" or "NULL" ? new YamlNode(YamlKind.Null, line) : new YamlNode(YamlKind.Text, line) { Text = text, IsPlain = isPlain };

    public static YamlNode OfList(IReadOnlyList<YamlNode> items, long line) => new(YamlKind.List, line) { Items = items };

    public static YamlNode OfMap(IReadOnlyDictionary<string, YamlNode> members, long line) => new(YamlKind.Map, line) { Members = members };
}
