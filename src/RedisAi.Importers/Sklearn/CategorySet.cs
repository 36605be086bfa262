using System.Globalization;
using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The categories of one column, in the order of their codes: texts, or numbers. One may be what is missing.</summary>
internal sealed class CategorySet
{
    /// <summary>Doubles up to this have all whole numbers; beyond it, they are rounded already.</summary>
    private const double MaxWhole = 1L << 53;

    private CategorySet(IReadOnlyList<string>? texts, IReadOnlyList<double>? numbers, int? missing, bool isNaN)
    {
        (Texts, Numbers, Missing, IsMissingNaN) = (texts, numbers, missing, isNaN);
    }

    /// <summary>The texts; the missing one is empty. Null for numbers.</summary>
    public IReadOnlyList<string>? Texts { get; }

    /// <summary>The numbers; the missing one is NaN. Null for texts.</summary>
    public IReadOnlyList<double>? Numbers { get; }

    /// <summary>The position of what is missing; null when nothing may be.</summary>
    public int? Missing { get; }

    /// <summary>Whether what is missing is NaN, and not None, which to some is a category as any other.</summary>
    public bool IsMissingNaN { get; }

    public int Count => Texts?.Count ?? Numbers!.Count;

    /// <summary>Reads the categories of all columns from <c>categories_</c>.</summary>
    public static CategorySet[] ReadAll(SkopsObject model) => [.. model.Get("categories_").AsList().Select(Read)];

    /// <summary>Says what columns with such categories hold.</summary>
    public static void Claim(SkopsObject model, ColumnKinds columns)
    {
        CategorySet[] sets = ReadAll(model);
        for (int column = 0; column < Math.Min(sets.Length, columns.Count); column++)
        {
            columns.Claim(column, sets[column].Texts is null ? ColumnKind.Number : ColumnKind.Text);
        }
    }

    /// <summary>Refuses what is no category, where the column is the input's own.</summary>
    public void RefuseOthers(SklearnStep step, ColumnOrigin? origin)
    {
        if (origin is not { IsExact: true })
        {
            throw step.Unsupported("refuses unknown categories, which is possible only in columns that come from the input unchanged");
        }

        // What stands in for missing values is a category, as the model was fitted to it.
        bool allowsMissing = Missing is not null || origin.IsImputed;
        if (Texts is not null)
        {
            step.Context.Checks.RefuseOthers(origin.Input, origin.Column, step.Model.ClassName, Texts, allowsMissing);
        }
        else
        {
            step.Context.Checks.RefuseOthers(origin.Input, origin.Column, step.Model.ClassName, Numbers!, allowsMissing);
        }
    }

    /// <summary>Refuses to import numbers that a column of singles cannot have, or has as one, unless the column may come as doubles: the library was fitted to whole numbers of 64 bits, such as ids.</summary>
    /// <param name="step">The encoder.</param>
    /// <param name="values">The column.</param>
    /// <param name="column">Its position.</param>
    public void RefuseRounded(SklearnStep step, SklearnTable values, int column)
    {
        if (Numbers is null || values.Blocks is not [{ Type: OnnxElementType.Float }])
        {
            return;
        }

        const string WhatToDo = "make texts of them, or say in Columns that the column is one of Int64";
        Dictionary<float, double> known = [];
        foreach (double number in Numbers.Where(double.IsFinite))
        {
            float single = (float)number;
            bool isOther = known.TryAdd(single, number);
            if (isOther && single == number)
            {
                continue;
            }

            if (step.Context.Far.TryNote(values.Blocks[0].Origins[0]))
            {
                return;
            }

            if (!isOther)
            {
                throw step.Unsupported(string.Create(
                    CultureInfo.InvariantCulture, $"has in its column {column} the categories {known[single]} and {number}, which its input of float32 cannot tell apart: {WhatToDo}"));
            }

            if (Math.Abs(number) <= MaxWhole && double.IsInteger(number))
            {
                throw step.Unsupported(string.Create(
                    CultureInfo.InvariantCulture, $"has in its column {column} the category {number}, which float32, its input, rounds to {(double)single}: {WhatToDo}"));
            }
        }
    }

    /// <summary>Adds for a column [rows, 1] truths [rows, categories]: which category it is, if any.</summary>
    public string Find(SklearnStep step, SklearnTable column)
    {
        OnnxGraph graph = step.Graph;
        if (Texts is not null)
        {
            if (!column.HasTexts)
            {
                throw step.Unsupported("has categories that are texts, and there is a column of numbers in its input");
            }

            string codes = TextCodes.Whole(graph, column.ToMatrix(graph, OnnxElementType.String), Texts, Codes(), -1);
            return graph.Node("Equal", codes, graph.Constant(OnnxTensor.Of(Codes(), 1, Count)));
        }

        if (column.HasTexts)
        {
            throw step.Unsupported("has categories that are numbers, and there is a column of texts in its input");
        }

        // Nothing equals NaN, so that its place is free for what is missing.
        string values = column.ToMatrix(graph, OnnxElementType.Double);
        string equal = graph.Node("Equal", values, step.Constant([.. Numbers!], 1, Count));
        return Missing is { } missing
            ? graph.Node("Or", equal, graph.Node("And", graph.Node("IsNaN", values), graph.Constant(OnnxTensor.Of([.. Enumerable.Range(0, Count).Select(position => position == missing)], 1, Count))))
            : equal;
    }

    private long[] Codes() => [.. Enumerable.Range(0, Count).Select(static position => (long)position)];

    private static CategorySet Read(SkopsValue categories)
    {
        if (categories is SkopsArray array && array.AsArray().Type.Kind is not ('U' or 'S'))
        {
            double[] numbers = array.AsArray().ToDoubles();
            return OfNumbers(categories, numbers);
        }

        IReadOnlyList<SkopsValue> items = categories is SkopsArray ? [.. categories.AsTexts().Select(text => new SkopsScalar(categories.Path, text))] : categories.AsList();
        if (!items.Any(static item => item is SkopsScalar { Value: string }) && items.Any(static item => !IsMissing(item)))
        {
            return OfNumbers(categories, [.. items.Select(static item => IsMissing(item) ? double.NaN : item.AsDouble())]);
        }

        string[] texts = [.. items.Select(static item => IsMissing(item) ? "" : item.AsText())];
        int? missing = items.Index().Where(static pair => IsMissing(pair.Item)).Select(static pair => (int?)pair.Index).FirstOrDefault();
        return texts.Distinct(StringComparer.Ordinal).Count() == texts.Length
            ? new CategorySet(texts, null, missing, missing is { } place && !items[place].IsNone)
            : throw new ModelLoadException($"{categories.Place} has a category twice, or both the empty text and a missing one, which are the same here.");
    }

    private static CategorySet OfNumbers(SkopsValue categories, double[] numbers)
    {
        int missing = Array.FindIndex(numbers, double.IsNaN);
        return numbers.Distinct().Count() == numbers.Length
            ? new CategorySet(null, numbers, missing < 0 ? null : missing, isNaN: missing >= 0)
            : throw new ModelLoadException($"{categories.Place} has a category twice.");
    }

    private static bool IsMissing(SkopsValue item) => item is SkopsScalar { Value: null or double.NaN };
}
