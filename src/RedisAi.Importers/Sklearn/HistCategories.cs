using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The columns of categories of boosted trees over histograms, as their trees take them: the category's code, NaN for one that is missing or was never seen.</summary>
/// <remarks>Since 1.4 an encoder stands before the trees, which also puts the columns of categories first. Before, the numbers of the columns were the codes.</remarks>
internal static class HistCategories
{
    /// <summary>Codes are below this.</summary>
    private const int MaxCodes = 256;

    /// <summary>The rows as the trees take them.</summary>
    /// <param name="step">The model.</param>
    /// <param name="type">Float or Double.</param>
    public static string Rows(SklearnStep step, OnnxElementType type) => Encoder(step.Model) is { } encoder ? Encoded(step, encoder, type) : Direct(step, type);

    /// <summary>Which column of the input each feature of the trees is.</summary>
    public static int[] Order(SklearnStep step)
    {
        int[] columns = [.. Enumerable.Range(0, step.Input.Width)];
        if (Encoder(step.Model) is null)
        {
            return columns;
        }

        bool[] isCategorical = IsCategorical(step.Model, step.Input.Width);
        return [.. columns.Where(column => isCategorical[column]), .. columns.Where(column => !isCategorical[column])];
    }

    /// <summary>Which columns hold texts, and of all others that they hold numbers.</summary>
    public static void Claim(SkopsObject model, ColumnKinds columns)
    {
        columns.ClaimAll(ColumnKind.Number);
        if (Encoder(model) is not { } encoder)
        {
            return;
        }

        CategorySet[] sets = CategorySet.ReadAll(encoder);
        bool[] isCategorical = IsCategorical(model, columns.Count);
        int next = 0;
        for (int column = 0; column < columns.Count && next < sets.Length; column++)
        {
            if (isCategorical[column] && sets[next++].Texts is not null)
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

    private static string Encoded(SklearnStep step, SkopsObject encoder, OnnxElementType type)
    {
        OnnxGraph graph = step.Graph;
        bool[] isCategorical = IsCategorical(step.Model, step.Input.Width);
        CategorySet[] categories = CategorySet.ReadAll(encoder);
        if (categories.Length != isCategorical.Count(static flag => flag))
        {
            throw step.Unsupported($"has categories of {categories.Length} columns, and {isCategorical.Count(static flag => flag)} columns of categories");
        }

        ColumnOrigin?[] origins = [.. step.Input.Origins];
        List<string> columns = [];
        for (int column = 0; column < isCategorical.Length; column++)
        {
            if (isCategorical[column])
            {
                // The encoder takes missing values, but unlike the trees no infinities.
                if (origins[column] is { IsText: false } origin)
                {
                    step.Context.Checks.RefuseInfinity(origin.Input, origin.Column, step.Model.ClassName);
                }

                columns.Add(AsType(graph, Code(step, step.Input.Select(graph, [column]), categories[columns.Count]), type));
            }
        }

        int[] numbers = [.. Enumerable.Range(0, isCategorical.Length).Where(column => !isCategorical[column])];
        if (numbers.Length > 0)
        {
            SklearnTable rest = step.Input.Select(graph, numbers);
            columns.Add(rest.HasTexts ? throw step.Unsupported("takes numbers, and there is a column of texts in its input") : rest.ToMatrix(graph, type));
        }

        return graph.Join(columns);
    }

    private static string Code(SklearnStep step, SklearnTable column, CategorySet categories)
    {
        if ((categories.Texts is not null) != column.HasTexts)
        {
            throw step.Unsupported($"has categories that are {(column.HasTexts ? "numbers, and there is a column of texts" : "texts, and there is a column of numbers")} in its input");
        }

        double[] codes = [.. Enumerable.Range(0, categories.Count).Select(static code => (double)code)];
        if (categories.Numbers is { } numbers)
        {
            return Encode(step.Graph, column.ToMatrix(step.Graph, OnnxElementType.Float), [.. numbers], codes);
        }

        // Missing ones are no texts, and get no code.
        (string Text, double Code)[] known = [.. categories.Texts!.Zip(codes).Where(pair => (int)pair.Second != categories.Missing)];
        string values = column.ToMatrix(step.Graph, OnnxElementType.String);
        return known.Length == 0
            ? AllMissing(step.Graph, values)
            : TextCodes.Singles(step.Graph, values, [.. known.Select(static pair => pair.Text)], Array.ConvertAll(known, static pair => (float)pair.Code), float.NaN);
    }

    private static string Direct(SklearnStep step, OnnxElementType type)
    {
        OnnxGraph graph = step.Graph;
        string rows = step.Matrix(type);
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
            columns[column] = isCategorical[column] ? AsType(graph, DirectCode(graph, Singles(graph, own, type), known[column].AsArray().ToDoubles()), type) : own;
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
        if (met.Length == 0)
        {
            return AllMissing(graph, column);
        }

        OnnxAttribute[] attributes =
        [
            OnnxAttribute.Of("keys_floats", Array.ConvertAll(met, static pair => pair.Key)),
            OnnxAttribute.Of("values_floats", Array.ConvertAll(met, static pair => pair.Code)),
            OnnxAttribute.Of("default_float", float.NaN),
        ];
        return graph.Node("LabelEncoder", [column], attributes, 1, OnnxGraph.MachineLearning)[0];
    }

    private static string Singles(OnnxGraph graph, string value, OnnxElementType type) => type == OnnxElementType.Float ? value : graph.Cast(value, OnnxElementType.Float);

    private static string AsType(OnnxGraph graph, string singles, OnnxElementType type) => type == OnnxElementType.Float ? singles : graph.Cast(singles, type);

    /// <summary>Where nothing is known; an encoder without keys is none.</summary>
    private static string AllMissing(OnnxGraph graph, string column) => graph.Node("Expand", graph.Constant(OnnxTensor.Scalar(float.NaN)), graph.Node("Shape", column));
}
