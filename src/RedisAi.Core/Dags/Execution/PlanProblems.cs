namespace RedisAi.Dags.Execution;

/// <summary>What is wrong with a graph, a sentence each.</summary>
internal sealed class PlanProblems
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence) => _sentences.Add(sentence);

    /// <summary>Something about a node.</summary>
    public void Of(string node, string sentence) => Add($"Node '{node}': {sentence}");

    /// <summary>Names, as sentences list them.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"'{name}'")) is { Length: > 0 } list ? list : "none";
}
