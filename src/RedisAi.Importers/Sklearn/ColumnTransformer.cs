using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>What transformers make of some columns each, side by side.</summary>
internal sealed class ColumnTransformer : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["ColumnTransformer"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.ExpectWidth();
        List<SklearnTable> tables = [];
        foreach ((string name, SkopsValue model, int[] columns) in Transformers(step.Model, step.Input.Width, step.Input.Names))
        {
            SklearnTable chosen = step.Input.Select(step.Graph, columns);
            SklearnTable? table = SklearnPipeline.IsPassthrough(model) ? chosen : step.Convert(model, chosen, $"column transformer's '{name}'").Transformed;
            tables.Add(TransformerWeights.Apply(step, name, table ?? throw step.Unsupported($"has '{name}', which does not transform")));
        }

        return SklearnAnswer.OfTable(step.Context.Join(tables));
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context)
    {
        IReadOnlyList<string>? names = model.Find("feature_names_in_")?.AsTexts();
        foreach ((string name, SkopsValue transformer, int[] chosen) in Transformers(model, columns.Count, names))
        {
            SklearnPipeline.Claim(transformer, columns.Select(chosen), context, $"column transformer's '{name}'");
        }
    }

    /// <summary>The fitted transformers that give anything, with the columns of each. What remains is the last one.</summary>
    private static IEnumerable<(string Name, SkopsValue Model, int[] Columns)> Transformers(SkopsObject model, int width, IReadOnlyList<string>? names)
    {
        SkopsDictionary? positions = model.Find("_transformer_to_input_indices") as SkopsDictionary;
        foreach (SkopsValue entry in model.Get("transformers_").AsList())
        {
            if (entry.AsList() is not [{ } said, { } transformer, { } columns])
            {
                throw entry.Expected("a name, a transformer and its columns");
            }

            string name = said.AsText();
            if (transformer is SkopsScalar { Value: "drop" })
            {
                continue;
            }

            int[] chosen = new ColumnSelection(width, model.Find("feature_names_in_")?.AsTexts() ?? names).Read(positions?.Find(name) ?? columns);
            if (chosen.Length > 0)
            {
                yield return (name, transformer, chosen);
            }
        }
    }
}
