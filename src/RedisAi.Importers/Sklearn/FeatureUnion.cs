using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>What several transformers make of the same columns, side by side.</summary>
internal sealed class FeatureUnion : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["FeatureUnion"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        List<SklearnTable> tables = [];
        foreach ((string name, SkopsValue model) in Transformers(step.Model))
        {
            SklearnTable? table = SklearnPipeline.IsPassthrough(model) ? step.Input : step.Convert(model, step.Input, $"feature union's '{name}'").Transformed;
            tables.Add(TransformerWeights.Apply(step, name, table ?? throw step.Unsupported($"has '{name}', which does not transform")));
        }

        return SklearnAnswer.OfTable(step.Context.Join(tables));
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context)
    {
        foreach ((string name, SkopsValue transformer) in Transformers(model))
        {
            SklearnPipeline.Claim(transformer, columns, context, $"feature union's '{name}'");
        }
    }

    private static IEnumerable<(string Name, SkopsValue Model)> Transformers(SkopsObject union)
    {
        foreach (SkopsValue pair in union.Get("transformer_list").AsList())
        {
            if (pair.AsList() is not [{ } name, { } model])
            {
                throw pair.Expected("a name and a transformer");
            }

            if (!IsDropped(model))
            {
                yield return (name.AsText(), model);
            }
        }
    }

    /// <summary>Whether a transformer is left out; None was an older word for it.</summary>
    private static bool IsDropped(SkopsValue model) => model is SkopsScalar { Value: "drop" or null };
}
