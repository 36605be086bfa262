using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Puts a number or text in the place of missing values, for each column its own.</summary>
/// <remarks>In columns of texts the empty text is what Python has as None or NaN.</remarks>
internal sealed class SimpleImputer : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["SimpleImputer"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.ExpectWidth();
        MissingMark mark = MissingMark.Of(step.Model);
        step.RefuseNonFinite(allowsMissing: mark.IsNaN);
        List<SklearnTable> tables = TakesTexts(step.Model) ? [.. ImputeTexts(step, mark)] : [ImputeNumbers(step, mark)];
        if (step.Model.Flag("add_indicator", false) && step.Model.Find("indicator_") is { } indicator)
        {
            tables.Add(Indicate(step, mark, indicator.AsObject()));
        }

        return SklearnAnswer.OfTable(step.Context.Join(tables));
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) =>
        columns.ClaimAll(TakesTexts(model) ? ColumnKind.Text : ColumnKind.Number);

    /// <summary>Whether it was fitted to columns of objects, which are texts here.</summary>
    private static bool TakesTexts(SkopsObject model) => model.Get("statistics_") switch
    {
        SkopsArray array => array.AsArray().Type.Kind is 'U' or 'S',
        { } list => list.AsList().Any(static item => item is SkopsScalar { Value: string }),
    };

    private static SklearnTable ImputeNumbers(SklearnStep step, MissingMark mark)
    {
        double[] statistics = ReadNumbers(step);
        OnnxElementType type = step.Input.NumericType;
        int[] kept = [.. Enumerable.Range(0, statistics.Length).Where(column => Keeps(step.Model, double.IsNaN(statistics[column])))];
        SklearnTable table = step.Input.Select(step.Graph, kept);
        if (kept.Length == 0)
        {
            return table;
        }

        if (table.HasTexts)
        {
            throw step.Unsupported("takes numbers, and there is a column of texts in its input");
        }

        string values = table.ToMatrix(step.Graph, type);
        double[] fill = [.. kept.Select(column => statistics[column])];
        string filler = type == OnnxElementType.Float
            ? step.Graph.Constant(OnnxTensor.Of(Array.ConvertAll(fill, static value => (float)value), fill.Length))
            : step.Constant(fill, fill.Length);
        string result = step.Graph.Node("Where", mark.Find(step, values, type), filler, values);
        return new SklearnTable([new SklearnBlock(result, type, [.. table.Origins.Select(origin => Imputed(origin, mark))])], table.Names);
    }

    private static IEnumerable<SklearnTable> ImputeTexts(SklearnStep step, MissingMark mark)
    {
        IReadOnlyList<SkopsValue> statistics = step.Model.Get("statistics_") is SkopsArray array
            ? [.. array.AsTexts().Select(text => new SkopsScalar(array.Path, text))]
            : step.Model.Get("statistics_").AsList();
        if (statistics.Count != step.Input.Width)
        {
            throw step.Unsupported($"has {statistics.Count} statistics for {step.Input.Width} columns");
        }

        for (int column = 0; column < statistics.Count; column++)
        {
            bool isMissing = statistics[column] is SkopsScalar { Value: null or double.NaN };
            if (!Keeps(step.Model, isMissing))
            {
                continue;
            }

            SklearnTable table = step.Input.Select(step.Graph, [column]);
            if (table.Blocks is not [{ Type: OnnxElementType.String } block])
            {
                throw step.Unsupported("takes texts, and there is a column of numbers in its input");
            }

            string filler = step.Graph.Constant(OnnxTensor.Of([isMissing ? "" : statistics[column].AsText()], 1));
            string result = step.Graph.Node("Where", mark.Find(step, block.Value, block.Type), filler, block.Value);
            yield return new SklearnTable([new SklearnBlock(result, block.Type, [Imputed(block.Origins[0], mark)])], table.Names);
        }
    }

    /// <summary>Columns of 1 where a value was missing, of those columns that had missing values when the model was fitted.</summary>
    private static SklearnTable Indicate(SklearnStep step, MissingMark mark, SkopsObject indicator)
    {
        int[] columns = new ColumnSelection(step.Input.Width, null).Read(indicator.Get("features_"));
        SklearnTable chosen = step.Input.Select(step.Graph, columns);
        OnnxElementType type = step.Input.HasTexts ? OnnxElementType.Double : step.Input.NumericType;
        return new SklearnTable(
        [
            .. chosen.Blocks.Select(block => new SklearnBlock(
                step.Graph.Node("Cast", [mark.Find(step, block.Value, block.Type)], OnnxAttribute.Of("to", (long)type)), type, block.Width)),
        ]);
    }

    /// <summary>A column whose values were all missing has no statistic, and is dropped unless it is to be kept.</summary>
    private static bool Keeps(SkopsObject model, bool isMissing) =>
        !isMissing || model.Flag("keep_empty_features", false) || (model.Text("strategy", "mean") == "constant" && SklearnVersion.Of(model) < new Version(1, 8));

    private static double[] ReadNumbers(SklearnStep step)
    {
        SkopsValue statistics = step.Model.Get("statistics_");
        double[] values = statistics is SkopsArray array
            ? array.AsArray().ToDoubles()
            : [.. statistics.AsList().Select(static item => item.IsNone ? double.NaN : item.AsDouble())];
        return values.Length == step.Input.Width ? values : throw step.Unsupported($"has {values.Length} statistics for {step.Input.Width} columns");
    }

    private static ColumnOrigin? Imputed(ColumnOrigin? origin, MissingMark mark) =>
        origin is null ? null : mark.IsNaN ? origin with { IsImputed = true } : origin with { IsExact = false };
}
