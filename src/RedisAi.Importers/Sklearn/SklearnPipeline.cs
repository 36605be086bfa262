using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Steps one after the other: transformers, and at the end any model.</summary>
internal sealed class SklearnPipeline : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["Pipeline"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        SklearnAnswer answer = SklearnAnswer.OfTable(step.Input);
        foreach ((string name, SkopsValue model) in Steps(step.Model))
        {
            string place = $"pipeline step '{name}'";
            SklearnTable table = answer.Transformed ?? throw step.Unsupported($"has a step before '{name}' that does not transform");
            answer = IsPassthrough(model) ? SklearnAnswer.OfTable(table) : step.Convert(model, table, place);
        }

        return answer;
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context)
    {
        foreach ((string name, SkopsValue step) in Steps(model))
        {
            if (!IsPassthrough(step))
            {
                context.Within($"pipeline step '{name}'").Claim(step, columns);
                return;
            }
        }

        columns.ClaimAll(ColumnKind.Any);
    }

    /// <summary>Says what the columns hold that a step takes, which may be one that does nothing.</summary>
    public static void Claim(SkopsValue step, ColumnKinds columns, SklearnContext context, string place)
    {
        if (IsPassthrough(step))
        {
            columns.ClaimAll(ColumnKind.Any);
        }
        else
        {
            context.Within(place).Claim(step, columns);
        }
    }

    /// <summary>The steps with their names.</summary>
    public static IEnumerable<(string Name, SkopsValue Model)> Steps(SkopsObject pipeline)
    {
        foreach (SkopsValue pair in pipeline.Get("steps").AsList())
        {
            IReadOnlyList<SkopsValue> parts = pair.AsList();
            if (parts.Count != 2)
            {
                throw pair.Expected("a name and a model");
            }

            yield return (parts[0].AsText(), parts[1]);
        }
    }

    /// <summary>Whether a step does nothing.</summary>
    public static bool IsPassthrough(SkopsValue model) => model.IsNone || model is SkopsScalar { Value: "passthrough" };
}
