using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Columns side by side in one value of the graph, [rows, columns].</summary>
/// <param name="Value">The name of the value.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Origins">For each column where it came from; null for one that was computed.</param>
internal sealed record SklearnBlock(string Value, OnnxElementType Type, IReadOnlyList<ColumnOrigin?> Origins)
{
    /// <summary>A block of computed columns.</summary>
    public SklearnBlock(string value, OnnxElementType type, int width)
        : this(value, type, new ColumnOrigin?[width])
    {
    }

    public int Width => Origins.Count;
}
