using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The columns of categories of boosted trees over histograms, as their trees take them: the category's code, NaN for one that is missing or was never seen.</summary>
/// <remarks>Since 1.4 an encoder stands before the trees, which also puts the columns of categories first. Before, the numbers of the columns were the codes.</remarks>
internal static class HistCategories
{
    /// <summary>Codes are below this.</summary>
    private const int MaxCodes = 256;

    /// <summary>The rows as singles, as the trees take them.</summary>
    public static string Rows(SklearnStep step) => Encoder(step.Model) is { } encoder ? Encoded(step, encoder) : Direct(step);

    /// <summary>Which columns hold texts, and of all others that they hold numbers.</summary>
    public static void Claim(SkopsObject model, ColumnKinds columns)
    {
        columns.ClaimAll(ColumnKind.Number);
        if (Encoder(model) is not { } encoder)
        {
            return;
        }

        IReadOnlyList<SkopsValue> categories = encoder.Get("categories_").AsList();
        int next = 0;
        for (int column = 0; column < columns.Count && next < categories.Count; column++)
        {
            if (IsCategorical(model, columns.Count)[column] && TextsOf(categories[next++]) is not null)
            {
                columns.Claim(column, ColumnKind.Text);
            }
        }
    }

    private static SkopsObject? Encoder(SkopsObject model)
    {
        if (model.Find("_preprocessor") is not SkopsObject preprocessor)
        {
            return null;
        }

        foreach (SkopsValue transformer in preprocessor.Get("transformers_").AsList())
        {
            if (transformer.AsList() is [_, SkopsObject { ClassName: "OrdinalEncoder" } encoder, _])
            {
                return encoder;
            }
        }

        return null;
    }

    private static bool[] IsCategorical(SkopsObject model, int width)
    {
        if (model.Find("is_categorical_") is not { } flags)
        {
            return new bool[width];
        }

        bool[] result = Array.ConvertAll(flags.AsArray().ToInt64s(), static flag => flag != 0);
        return result.Length == width ? result : throw new ModelLoadException($"{flags.Place} has {result.Length} elements; {width} were expected.");
    }

    private static string Encoded(SklearnStep step, SkopsObject encoder)
    {
        OnnxGraph graph = step.Graph;
        bool[] isCategorical = IsCategorical(step.Model, step.Input.Width);
        IReadOnlyList<SkopsValue> categories = encoder.Get("categories_").AsList();
        if (categories.Count != isCategorical.Count(static flag => flag))
        {
            throw step.Unsupported($"has categories of {categories.Count} columns, and {isCategorical.Count(static flag => flag)} columns of categories");
        }

        List<string> columns = [];
        for (int column = 0; column < isCategorical.Length; column++)
        {
            if (isCategorical[column])
            {
                columns.Add(Code(step, step.Input.Select(graph, [column]), categories[columns.Count]));
            }
        }

        int[] numbers = [.. Enumerable.Range(0, isCategorical.Length).Where(column => !isCategorical[column])];
        if (numbers.Length > 0)
        {
            SklearnTable rest = step.Input.Select(graph, numbers);
            columns.Add(rest.HasTexts ? throw step.Unsupported("takes numbers, and there is a column of texts in its input") : rest.ToMatrix(graph, OnnxElementType.Float));
        }

        return graph.Join(columns);
    }

    private static string Code(SklearnStep step, SklearnTable column, SkopsValue categories)
    {
        string[]? texts = TextsOf(categories);
        if ((texts is not null) != column.HasTexts)
        {
            throw step.Unsupported($"has categories at {categories.Place} that are {(texts is null ? "numbers" : "texts")}, unlike the column");
        }

        if (texts is not null)
        {
            // Missing ones are no texts, and get no code.
            (string Text, float Code)[] known = [.. texts.Select(static (text, code) => (text, (float)code)).Where(static pair => pair.text.Length > 0)];
            return Encode(step.Graph, column.ToMatrix(step.Graph, OnnxElementType.String), OnnxAttribute.Of("keys_strings", Array.ConvertAll(known, static pair => pair.Text)), Array.ConvertAll(known, static pair => pair.Code));
        }

        double[] numbers = categories.AsArray().ToDoubles();
        return Encode(step.Graph, column.ToMatrix(step.Graph, OnnxElementType.Float), numbers, [.. Enumerable.Range(0, numbers.Length).Select(static code => (double)code)]);
    }

    private static string Direct(SklearnStep step)
    {
        OnnxGraph graph = step.Graph;
        string rows = step.Singles();
        bool[] isCategorical = IsCategorical(step.Model, step.Input.Width);
        if (!isCategorical.Contains(true))
        {
            return rows;
        }

        IReadOnlyList<SkopsValue> known = step.Model.Get("_bin_mapper").AsObject().Get("bin_thresholds_").AsList();
        if (known.Count != isCategorical.Length)
        {
            throw step.Unsupported($"has bins of {known.Count} columns; {isCategorical.Length} were expected");
        }

        string[] columns = new string[isCategorical.Length];
        for (int column = 0; column < columns.Length; column++)
        {
            string own = graph.Column(rows, column);
            columns[column] = isCategorical[column] ? DirectCode(graph, own, known[column].AsArray().ToDoubles()) : own;
        }

        return graph.Join(columns);
    }

    /// <summary>A number counts without its fraction; a negative one is missing.</summary>
    private static string DirectCode(OnnxGraph graph, string column, double[] known)
    {
        string isNegative = graph.Node("Less", column, graph.Constant(OnnxTensor.Scalar(0f)));
        string kept = graph.Node("Where", isNegative, graph.Constant(OnnxTensor.Scalar(float.NaN)), graph.Node("Floor", column));
        double[] codes = [.. known.Where(static code => code is >= 0 and < MaxCodes).Select(Math.Floor).Distinct()];
        return Encode(graph, kept, codes, codes);
    }

    /// <summary>Numbers that no single is equal to are met by none.</summary>
    private static string Encode(OnnxGraph graph, string column, double[] keys, double[] codes)
    {
        (float Key, float Code)[] met = [.. keys.Zip(codes).Where(static pair => (float)pair.First == pair.First).Select(static pair => ((float)pair.First, (float)pair.Second))];
        return Encode(graph, column, OnnxAttribute.Of("keys_floats", Array.ConvertAll(met, static pair => pair.Key)), Array.ConvertAll(met, static pair => pair.Code));
    }

    private static string Encode(OnnxGraph graph, string column, OnnxAttribute keys, float[] codes)
    {
        if (codes.Length == 0)
        {
            // Nothing is known: all are missing. An encoder without keys is none.
            string none = graph.Constant(OnnxTensor.Scalar(float.NaN));
            return graph.Node("Expand", none, graph.Node("Shape", column));
        }

        OnnxAttribute[] attributes = [keys, OnnxAttribute.Of("values_floats", codes), OnnxAttribute.Of("default_float", float.NaN)];
        return graph.Node("LabelEncoder", [column], attributes, 1, OnnxGraph.MachineLearning)[0];
    }

    /// <summary>Categories that are texts, an empty one for what is missing; null for numbers.</summary>
    private static string[]? TextsOf(SkopsValue categories)
    {
        if (categories is SkopsList list)
        {
            return list.AsList().All(static item => item is SkopsScalar { Value: string } or SkopsScalar { Value: null or double.NaN })
                ? [.. list.AsList().Select(static item => (item as SkopsScalar)?.Value as string ?? "")]
                : throw categories.Expected("texts or numbers");
        }

        return categories.AsArray() is { Type.Kind: 'U' } texts ? texts.ToTexts() : null;
    }
}
