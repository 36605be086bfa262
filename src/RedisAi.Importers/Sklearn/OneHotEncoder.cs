using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>A column of 0 and 1 for each category; rare ones may share one, and one may be left out.</summary>
internal sealed class OneHotEncoder : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["OneHotEncoder"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.ExpectWidth();
        step.RefuseNonFinite(allowsMissing: true);
        CategorySet[] sets = CategorySet.ReadAll(step.Model);
        if (sets.Length != step.Input.Width)
        {
            throw step.Unsupported($"has categories of {sets.Length} columns, and its input has {step.Input.Width}");
        }

        string unknown = step.Model.Text("handle_unknown", "error");
        ColumnOrigin?[] origins = [.. step.Input.Origins];
        List<SklearnTable> tables = [];
        for (int column = 0; column < sets.Length; column++)
        {
            if (unknown == "error")
            {
                sets[column].RefuseOthers(step, origins[column]);
            }

            SklearnTable values = step.Input.Select(step.Graph, [column]);
            sets[column].RefuseRounded(step, values, column);
            CategoryColumns columns = CategoryColumns.Of(step, column, sets[column].Count, unknown is "infrequent_if_exist" or "warn");
            tables.Add(Encode(step, sets[column].Find(step, values), columns));
        }

        return SklearnAnswer.OfTable(step.Context.Join(tables));
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => CategorySet.Claim(model, columns);

    private static SklearnTable Encode(SklearnStep step, string found, CategoryColumns columns)
    {
        OnnxElementType type = step.Model.Find("dtype") is SkopsType { Name: "numpy.float32" } ? OnnxElementType.Float : OnnxElementType.Double;
        if (columns.Count == 0)
        {
            return new SklearnTable([]);
        }

        if (columns.IsIdentity)
        {
            return new SklearnTable(step.Graph.Node("Cast", [found], OnnxAttribute.Of("to", (long)type)), type, columns.Count);
        }

        // Sums of at most one 1 are exact.
        string ones = step.Graph.Node("Cast", [found], OnnxAttribute.Of("to", (long)OnnxElementType.Float));
        string placed = step.Graph.Node("Gemm", ones, step.Graph.Constant(OnnxTensor.Of(columns.Weights, columns.Categories, columns.Count)), step.Graph.Constant(OnnxTensor.Of(columns.Unknown, columns.Count)));
        return new SklearnTable(type == OnnxElementType.Float ? placed : step.Graph.Node("Cast", [placed], OnnxAttribute.Of("to", (long)type)), type, columns.Count);
    }
}
