using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.LightGBM;

/// <summary>The columns that trees compare: each feature as it is, or with zeros as missing values, as its nodes want it; in both ways only where nodes differ.</summary>
internal sealed class LightGbmColumns(int features)
{
    /// <summary>What is no further from zero is a zero to LightGBM.</summary>
    public const float ZeroThreshold = 1e-35f;

    private const byte AsItIs = 1;
    private const byte ZeroIsMissing = 2;

    private readonly byte[] _kinds = new byte[features];
    private readonly Dictionary<int, int> _others = [];

    /// <summary>The column in which a node finds its feature.</summary>
    public int Of(int feature, bool zeroIsMissing)
    {
        byte kind = zeroIsMissing ? ZeroIsMissing : AsItIs;
        if (_kinds[feature] == 0)
        {
            _kinds[feature] = kind;
        }

        if (_kinds[feature] == kind)
        {
            return feature;
        }

        _others.TryAdd(feature, features + _others.Count);
        return _others[feature];
    }

    /// <summary>Adds what makes the columns to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rows">The features, [rows, features].</param>
    /// <param name="type">Their type: Float or Double.</param>
    /// <returns>The columns, [rows, columns].</returns>
    public string AddTo(OnnxGraph graph, string rows, OnnxElementType type)
    {
        if (_others.Count == 0 && !_kinds.Contains(ZeroIsMissing))
        {
            return rows;
        }

        int[] sources = [.. Enumerable.Range(0, features), .. _others.OrderBy(static other => other.Value).Select(static other => other.Key)];
        string columns = _others.Count == 0
            ? rows
            : graph.Node("Gather", [rows, graph.Constant(OnnxTensor.Of(Array.ConvertAll(sources, static source => (long)source), sources.Length))], OnnxAttribute.Of("axis", 1L));

        // Nothing is as near to zero as -1, so that columns with that limit keep their zeros.
        double[] limits = [.. sources.Select((source, column) => _kinds[source] == ZeroIsMissing == column < features ? ZeroThreshold : -1.0)];
        string isZero = graph.Node("LessOrEqual", graph.Node("Abs", columns), Constant(graph, limits, type, limits.Length));
        return graph.Node("Where", isZero, Constant(graph, [double.NaN], type), columns);
    }

    private static string Constant(OnnxGraph graph, double[] values, OnnxElementType type, params long[] shape) => graph.Constant(type == OnnxElementType.Double
        ? OnnxTensor.Of(values, shape)
        : OnnxTensor.Of(Array.ConvertAll(values, static value => (float)value), shape));
}
