using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Products of columns, up to a degree.</summary>
internal sealed class PolynomialFeatures : ISklearnClass
{
    private const int MaxColumns = 1_000_000;

    /// <summary>The most factors of all products of one degree.</summary>
    private const int MaxFactors = 8_000_000;

    public IReadOnlyList<string> Names { get; } = ["PolynomialFeatures"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        (long least, long most) = ReadDegrees(step);
        OnnxElementType type = step.Input.NumericType;
        string columns = step.Matrix(type);
        bool interactionsOnly = step.Model.Flag("interaction_only", false);

        // Each product is a column times a product of one column less, as the library computes it.
        List<string> parts = least <= 1 && most >= 1 ? [columns] : [];
        int width = parts.Count * step.Input.Width;
        string products = columns;
        int[][] terms = [.. Enumerable.Range(0, step.Input.Width).Select(static column => new[] { column })];
        for (long degree = 2; degree <= most && terms.Length > 0; degree++)
        {
            (terms, long[] first, long[] others) = Multiply(step, terms, interactionsOnly);
            products = terms.Length == 0 ? products : step.Graph.Node("Mul", Gather(step.Graph, columns, first), Gather(step.Graph, products, others));
            if (degree >= least && terms.Length > 0)
            {
                parts.Add(products);
                width = Bounded(step, width + terms.Length);
            }
        }

        return SklearnAnswer.OfTable(Join(step, parts, width, type));
    }

    private static SklearnTable Join(SklearnStep step, List<string> parts, int width, OnnxElementType type)
    {
        bool hasBias = step.Model.Flag("include_bias", true);
        if (parts.Count == 0)
        {
            throw step.Unsupported("gives no columns, or only ones");
        }

        string joined = parts.Count == 1 ? parts[0] : step.Graph.Node("Concat", parts, OnnxAttribute.Of("axis", 1L));
        if (!hasBias)
        {
            return new SklearnTable(joined, type, width);
        }

        string one = step.Graph.Constant(type == OnnxElementType.Float ? OnnxTensor.Scalar(1f) : OnnxTensor.Scalar(1d));
        return new SklearnTable(step.Graph.Node("Pad", joined, step.Graph.Constant(OnnxTensor.Of([0L, 1, 0, 0], 4)), one), type, Bounded(step, width + 1));
    }

    private static (long Least, long Most) ReadDegrees(SklearnStep step)
    {
        SkopsValue degree = step.Model.Get("degree");
        (long least, long most) = degree is SkopsList { } pair && pair.AsList() is [{ } from, { } to]
            ? (from.AsInt64(), to.AsInt64())
            : (0, degree.AsInt64());
        return least >= 0 && least <= most && most <= 64 ? (least, most) : throw step.Unsupported($"has degrees from {least} to {most}");
    }

    /// <summary>The products of one degree more: which columns each has, in ascending order, and how it is made of a column and a product.</summary>
    private static (int[][] Terms, long[] First, long[] Others) Multiply(SklearnStep step, int[][] terms, bool interactionsOnly)
    {
        List<int[]> longer = [];
        List<long> first = [];
        List<long> others = [];
        for (int column = 0; column < step.Input.Width; column++)
        {
            for (int term = 0; term < terms.Length; term++)
            {
                if (interactionsOnly ? terms[term][0] > column : terms[term][0] >= column)
                {
                    if (Bounded(step, longer.Count + 1) * (terms[term].Length + 1L) > MaxFactors)
                    {
                        throw step.Unsupported($"gives products with more than {MaxFactors} factors together");
                    }

                    longer.Add([column, .. terms[term]]);
                    first.Add(column);
                    others.Add(term);
                }
            }
        }

        return ([.. longer], [.. first], [.. others]);
    }

    private static string Gather(OnnxGraph graph, string value, long[] columns) =>
        graph.Node("Gather", [value, graph.Constant(OnnxTensor.Of(columns, columns.Length))], OnnxAttribute.Of("axis", 1L));

    private static int Bounded(SklearnStep step, int count) => count <= MaxColumns ? count : throw step.Unsupported($"gives more than {MaxColumns} columns");
}
