using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>All pairs of classes, (0, 1), (0, 2), ..., (1, 2), ...: each has a decision, positive for the first class of the pair.</summary>
internal sealed class ClassPairs
{
    /// <summary>More pairs than this would make constants of the graph that are far larger than the model.</summary>
    private const int MaxClasses = 1_000;

    private readonly (int First, int Second)[] _pairs;

    public ClassPairs(int classes)
    {
        if (classes is < 2 or > MaxClasses)
        {
            throw new ModelLoadException($"A model that compares pairs of classes has {classes} of them; 2 to {MaxClasses} are supported.");
        }

        Classes = classes;
        _pairs = [.. from first in Enumerable.Range(0, classes) from second in Enumerable.Range(first + 1, classes - first - 1) select (first, second)];
    }

    public int Classes { get; }

    public int Count => _pairs.Length;

    public IReadOnlyList<(int First, int Second)> All => _pairs;

    /// <summary>How many of its pairs each class wins: doubles [rows, classes].</summary>
    public string Votes(OnnxGraph graph, string decisions)
    {
        // The first class of a pair has a decision above zero: s votes for it, and 1 - s for the second.
        string isFirst = graph.Cast(graph.Node("Greater", decisions, graph.Number(0)), OnnxElementType.Double);
        double[] without = new double[Classes];
        foreach ((_, int second) in _pairs)
        {
            without[second]++;
        }

        return graph.Plus(graph.Times(isFirst, Signs(), Count, Classes), without);
    }

    /// <summary>Votes with the sums of decisions as fractions, which tell classes of equal votes apart: doubles [rows, classes].</summary>
    public string OneVersusRest(OnnxGraph graph, string votes, string decisions)
    {
        string sums = graph.Times(decisions, Signs(), Count, Classes);
        string limit = graph.Node("Mul", graph.Node("Add", graph.Node("Abs", sums), graph.Number(1)), graph.Number(3));
        return graph.Node("Add", votes, graph.Node("Div", sums, limit));
    }

    /// <summary>[pairs, classes]: 1 for the first class of a pair, -1 for the second.</summary>
    private double[] Signs()
    {
        double[] signs = new double[Count * Classes];
        for (int pair = 0; pair < Count; pair++)
        {
            signs[(pair * Classes) + _pairs[pair].First] = 1;
            signs[(pair * Classes) + _pairs[pair].Second] = -1;
        }

        return signs;
    }
}
