using RedisAi.Importers.Checks;
using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The inputs of a graph: one <c>X</c> of all columns, or one for each column where some hold texts and all have names.</summary>
internal static class SklearnInputs
{
    /// <summary>Adds the inputs.</summary>
    /// <param name="context">The import.</param>
    /// <param name="model">The whole model.</param>
    /// <param name="options">What is known of the columns besides.</param>
    public static SklearnTable Add(SklearnContext context, SkopsObject model, ImportOptions options)
    {
        FindClasses(context, model);
        string[]? names = FindAttribute(model, "feature_names_in_") is { } found ? [.. found.AsTexts()] : null;
        long count = (FindAttribute(model, "n_features_in_") ?? FindAttribute(model, "_n_features_in"))?.AsInt64() ?? names?.Length ?? FindWidth(model) ?? options.Columns.Count;
        if (count is <= 0 or > MaxColumns || (names is not null && names.Length != count))
        {
            throw context.Error(model, $"does not say how many columns it takes, or more than {MaxColumns}: {count}.");
        }

        int width = (int)count;

        if (options.AsksForColumns)
        {
            RequireKnown(options, model, names, width);
        }

        // Names that MLflow knows help where the model has none, and has as many columns.
        names ??= options.Columns.Count == width ? [.. options.Columns.Select(static column => column.Name)] : null;
        ColumnKinds kinds = new(width);
        context.Claim(model, kinds);
        TensorDataType[] known = FindTypes(names ?? new string[width], options);
        bool dropsTexts = false;
        if (names is not null)
        {
            context.Graph.Metadata["feature_names"] = string.Join('\n', names);
            dropsTexts = ClaimKnown(kinds, names, known, options.AsksForColumns, model);
        }

        // One input of all columns has also those that nobody takes, but it cannot hold texts beside numbers.
        return dropsTexts || AreMixed(kinds) || (names is not null && kinds[0] == ColumnKind.Text)
            ? AddColumns(context, kinds, names, known)
            : AddMatrix(context, kinds, names, known);
    }

    /// <summary>What is known of each column takes memory, however small the model is.</summary>
    private const int MaxColumns = 100_000;

    private static SklearnTable AddMatrix(SklearnContext context, ColumnKinds kinds, string[]? names, TensorDataType[] known)
    {
        const string Name = "X";
        IEnumerable<int> columns = Enumerable.Range(0, kinds.Count);
        bool texts = kinds[0] == ColumnKind.Text;
        bool doubles = columns.Any(column => kinds[column] == ColumnKind.Double || context.Far.Contains(Name, column));
        OnnxElementType type = texts ? OnnxElementType.String : doubles ? OnnxElementType.Double : OnnxElementType.Float;
        string input = context.Graph.Input(Name, type, -1, kinds.Count);
        string[] unused = names is null ? [] : [.. columns.Where(column => kinds[column] == ColumnKind.Unused).Select(column => names[column])];
        if (unused.Length > 0)
        {
            context.Graph.Metadata["redisai.unused_features"] = string.Join('\n', unused);
        }

        for (int column = 0; column < known.Length; column++)
        {
            context.Far.Offer(Name, column, known[column]);
        }

        return new SklearnTable([new SklearnBlock(input, type, [.. columns.Select(column => new ColumnOrigin(input, column, texts))])], names);
    }

    private static SklearnTable AddColumns(SklearnContext context, ColumnKinds kinds, string[]? names, TensorDataType[] known)
    {
        List<SklearnBlock> blocks = [];
        for (int column = 0; column < kinds.Count; column++)
        {
            if (kinds[column] == ColumnKind.Unused)
            {
                // It keeps its place among the columns; nothing reads its value, so that there is none.
                blocks.Add(new SklearnBlock("", OnnxElementType.Float, 1));
                continue;
            }

            string name = names?[column] ?? $"x{column}";
            OnnxElementType type = kinds[column] switch
            {
                ColumnKind.Text => OnnxElementType.String,
                ColumnKind.Whole => OnnxElementType.Int64,
                ColumnKind.Double => OnnxElementType.Double,
                _ => context.Far.Contains(name, 0) ? OnnxElementType.Double : OnnxElementType.Float,
            };
            string input = context.Graph.Input(name, type, -1, 1);
            if (type == OnnxElementType.Float)
            {
                context.Far.Offer(name, 0, known[column]);
            }

            blocks.Add(new SklearnBlock(input, type, [new ColumnOrigin(input, 0, type == OnnxElementType.String)]));
        }

        return new SklearnTable(blocks, names);
    }

    private static bool AreMixed(ColumnKinds kinds)
    {
        int texts = Enumerable.Range(0, kinds.Count).Count(column => kinds[column] == ColumnKind.Text);
        return texts > 0 && texts < kinds.Count;
    }

    /// <summary>A model with names takes columns by them, and any number of these; one without takes all in their order.</summary>
    private static void RequireKnown(ImportOptions options, SkopsObject model, string[]? names, int width)
    {
        if (names is null)
        {
            TrainedColumns.RequireCount(options, $"the {model.Class}", [], width);
            return;
        }

        HashSet<string> known = new(names, StringComparer.Ordinal);
        if (options.Columns.FirstOrDefault(column => !known.Contains(column.Name)) is { } stranger)
        {
            throw new ModelLoadException($"The import option Columns has '{stranger.Name}', which is none of the {names.Length} columns of the {model.Class}{TrainedColumns.Show(names, names.Length)}.");
        }
    }

    /// <summary>What is said of each column from outside; undefined where nobody says anything.</summary>
    private static TensorDataType[] FindTypes(string?[] names, ImportOptions options)
    {
        Dictionary<string, TensorDataType> known = new(StringComparer.Ordinal);
        foreach (ImportColumn column in options.Columns)
        {
            known[column.Name] = column.DataType;
        }

        return Array.ConvertAll(names, name => known.GetValueOrDefault(name ?? "", options.TableType));
    }

    /// <summary>What is said of columns from outside counts where the model does not care.</summary>
    /// <returns>Whether there are texts that nobody takes.</returns>
    private static bool ClaimKnown(ColumnKinds kinds, string[] names, TensorDataType[] known, bool isAsked, SkopsObject model)
    {
        bool dropsTexts = false;
        for (int column = 0; column < names.Length; column++)
        {
            switch (known[column])
            {
                case TensorDataType.String when kinds[column] == ColumnKind.Unused:
                    dropsTexts = true;
                    break;
                case TensorDataType.String when kinds[column] == ColumnKind.Any:
                    kinds.Claim(column, ColumnKind.Text);
                    break;
                case TensorDataType.String when kinds[column] is ColumnKind.Number && isAsked:
                    throw new ModelLoadException($"The import option Columns says that '{names[column]}' is of texts, but the {model.Class} takes numbers there.");
                case TensorDataType.Int64 or TensorDataType.Int32 when kinds[column] is not (ColumnKind.Text or ColumnKind.Unused):
                    kinds.Claim(column, ColumnKind.Whole);
                    break;
                case TensorDataType.Float64 when isAsked && kinds[column] is not (ColumnKind.Text or ColumnKind.Unused):
                    kinds.Claim(column, ColumnKind.Double);
                    break;
            }
        }

        return dropsTexts;
    }

    /// <summary>A class that is not known may not say how many columns it takes: that it is not known comes first.</summary>
    private static void FindClasses(SklearnContext context, SkopsObject model)
    {
        context.FindClass(model);
        if (model.ClassName == "Pipeline" && SklearnPipeline.Steps(model).FirstOrDefault(static step => !SklearnPipeline.IsPassthrough(step.Model)) is (string name, SkopsObject first))
        {
            FindClasses(context.Within($"pipeline step '{name}'"), first);
        }
    }

    /// <summary>Support vectors with a kernel of somebody's say only the shape of what they were fitted to; the kernel is an error later.</summary>
    private static long? FindWidth(SkopsObject model) =>
        FindAttribute(model, "shape_fit_") is SkopsList shape && shape.AsList() is [_, { } columns] ? columns.AsInt64() : null;

    /// <summary>Pipelines and the like do not keep it themselves: the first model within does.</summary>
    private static SkopsValue? FindAttribute(SkopsObject model, string name)
    {
        if (model.Find(name) is { } own)
        {
            return own;
        }

        SkopsValue? first = model.ClassName switch
        {
            "Pipeline" => SklearnPipeline.Steps(model).Select(static step => step.Model).FirstOrDefault(static step => !SklearnPipeline.IsPassthrough(step)),
            "FeatureUnion" => model.Get("transformer_list").AsList().Select(static pair => pair.AsList()[^1]).FirstOrDefault(static inner => inner is SkopsObject),
            _ => model.Find("estimators_") is SkopsList estimators && estimators.AsList() is [{ } one, ..] ? one : model.FindAny("estimator_", "best_estimator_"),
        };
        return first is SkopsObject inner ? FindAttribute(inner, name) : null;
    }
}
