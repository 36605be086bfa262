using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>A number for each category.</summary>
internal sealed class OrdinalEncoder : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["OrdinalEncoder"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.ExpectWidth();
        step.RefuseNonFinite(allowsMissing: true);
        CategorySet[] sets = CategorySet.ReadAll(step.Model);
        if (sets.Length != step.Input.Width)
        {
            throw step.Unsupported($"has categories of {sets.Length} columns, and its input has {step.Input.Width}");
        }

        bool refuses = step.Model.Text("handle_unknown", "error") == "error";
        double missing = step.Model.Number("encoded_missing_value", double.NaN);
        double unknown = refuses ? double.NaN : step.Model.Number("unknown_value", double.NaN);
        ColumnOrigin?[] origins = [.. step.Input.Origins];
        List<SklearnTable> tables = [];
        for (int column = 0; column < sets.Length; column++)
        {
            if (refuses)
            {
                sets[column].RefuseOthers(step, origins[column]);
            }

            SklearnTable values = step.Input.Select(step.Graph, [column]);
            sets[column].RefuseRounded(step, values, column);
            double[] codes = Codes(step, column, sets[column], missing);
            tables.Add(Encode(step, sets[column], values, codes, unknown));
        }

        return SklearnAnswer.OfTable(step.Context.Join(tables));
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => CategorySet.Claim(model, columns);

    private static double[] Codes(SklearnStep step, int column, CategorySet set, double missing)
    {
        int[] places = CategoryGroups.Read(step, column, set.Count).Places;
        return [.. places.Select((place, category) => category == set.Missing && set.IsMissingNaN ? missing : place)];
    }

    private static SklearnTable Encode(SklearnStep step, CategorySet set, SklearnTable column, double[] codes, double unknown)
    {
        OnnxElementType type = step.Model.Find("dtype") is SkopsType { Name: "numpy.float32" } ? OnnxElementType.Float : OnnxElementType.Double;
        ColumnOrigin? origin = column.Origins.Single();

        // Where missing stays missing, those who refuse it must still see where it came from.
        origin = set.Missing is { } missing && double.IsNaN(codes[missing]) && origin is { IsImputed: false } ? origin with { IsExact = false } : null;
        string numbers = set.Texts is not null ? EncodeTexts(step, set, column, codes, unknown) : EncodeNumbers(step, set, column, codes, unknown);
        OnnxElementType given = set.Texts is not null ? OnnxElementType.Float : OnnxElementType.Double;
        string result = given == type ? numbers : step.Graph.Node("Cast", [numbers], OnnxAttribute.Of("to", (long)type));
        return new SklearnTable([new SklearnBlock(result, type, [origin])]);
    }

    private static string EncodeTexts(SklearnStep step, CategorySet set, SklearnTable column, double[] codes, double unknown) => column.HasTexts
        ? TextCodes.Singles(step.Graph, column.ToMatrix(step.Graph, OnnxElementType.String), set.Texts!, Array.ConvertAll(codes, static code => (float)code), (float)unknown)
        : throw step.Unsupported("has categories that are texts, and there is a column of numbers in its input");

    /// <summary>The position of the category that was found, one after the last where none was, and the code at that position.</summary>
    private static string EncodeNumbers(SklearnStep step, CategorySet set, SklearnTable column, double[] codes, double unknown)
    {
        OnnxGraph graph = step.Graph;
        string found = graph.Node("Cast", [set.Find(step, column)], OnnxAttribute.Of("to", (long)OnnxElementType.Float));
        float[] offsets = [.. Enumerable.Range(0, set.Count).Select(category => (float)(category - set.Count))];
        string position = graph.Node("Gemm", found, graph.Constant(OnnxTensor.Of(offsets, set.Count, 1)), graph.Constant(OnnxTensor.Of([(float)set.Count], 1)));
        string whole = graph.Node("Cast", [position], OnnxAttribute.Of("to", (long)OnnxElementType.Int64));
        return graph.Node("Gather", step.Constant([.. codes, unknown], set.Count + 1), whole);
    }
}
