using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The outputs of a graph: what the function that is asked for gives comes first.</summary>
internal static class SklearnOutputs
{
    /// <summary>Adds the outputs.</summary>
    /// <param name="context">The import.</param>
    /// <param name="model">The whole model.</param>
    /// <param name="answer">What it gives.</param>
    /// <param name="function">The function that is asked for; null for the usual one.</param>
    public static void Add(SklearnContext context, SkopsObject model, SklearnAnswer answer, string? function)
    {
        List<(string Name, SklearnValue Value)> outputs = Usual(context.Graph, answer);
        if (function is not (null or "predict"))
        {
            MoveFirst(context, model, answer, outputs, function);
        }

        foreach ((string name, SklearnValue value) in outputs)
        {
            AddOne(context.Graph, name, value);
        }
    }

    private static List<(string Name, SklearnValue Value)> Usual(OnnxGraph graph, SklearnAnswer answer)
    {
        List<(string Name, SklearnValue Value)> outputs = [];
        Add("label", answer.Label);
        Add("prediction", answer.Prediction);
        Add("probabilities", answer.Probabilities);
        Add("scores", answer.Probabilities is null ? answer.Scores : null);
        if (outputs.Count == 0)
        {
            Add("transformed", Table(graph, answer));
        }

        return outputs;

        void Add(string name, SklearnValue? value)
        {
            if (value is not null)
            {
                outputs.Add((name, value));
            }
        }
    }

    private static void MoveFirst(SklearnContext context, SkopsObject model, SklearnAnswer answer, List<(string Name, SklearnValue Value)> outputs, string function)
    {
        (string Name, SklearnValue? Value) first = function switch
        {
            "predict_proba" => ("probabilities", answer.Probabilities),
            "predict_log_proba" => ("log_probabilities", LogProbabilities.Of(context.Graph, answer)),
            "predict_joint_log_proba" => ("joint_log_probabilities", answer.JointLogProbabilities),
            "decision_function" => ("scores", answer.Scores),
            "score_samples" => ("sample_scores", answer.SampleScores),
            "transform" => ("transformed", Table(context.Graph, answer)),
            _ => (function, null),
        };
        if (first.Value is null)
        {
            throw context.Error(model, $"has no function '{function}' that is supported.");
        }

        outputs.RemoveAll(output => output.Name == first.Name);
        outputs.Insert(0, (first.Name, first.Value));
    }

    /// <summary>A table as one value: texts where all of it is texts, else singles.</summary>
    private static SklearnValue? Table(OnnxGraph graph, SklearnAnswer answer)
    {
        if (answer.Transformed is not { Width: > 0 } table)
        {
            return null;
        }

        bool texts = table.Blocks.All(static block => block.Type == OnnxElementType.String);
        OnnxElementType type = texts ? OnnxElementType.String : table.NumericType;
        return table.HasTexts && !texts
            ? throw new ModelLoadException("The model gives a table of numbers and texts, which no tensor can hold.")
            : new SklearnValue(table.ToMatrix(graph, type), type, table.Width);
    }

    private static void AddOne(OnnxGraph graph, string name, SklearnValue value)
    {
        OnnxElementType type = value.Type == OnnxElementType.Double ? OnnxElementType.Float : value.Type;
        if (value.Columns is { } columns)
        {
            graph.Output(name, Typed(value.Name), type, -1, columns);
        }
        else if (graph.ColumnOf(value.Name) is { } column)
        {
            graph.FlatOutput(name, Typed(column), type);
        }
        else
        {
            graph.Output(name, Typed(value.Name), type, -1);
        }

        string Typed(string result) => type == value.Type ? result : graph.Cast(result, type);
    }
}
