using RedisAi.Importers.Checks;
using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.LightGBM;

/// <summary>Writes a model as a graph with the outputs of its class of Python.</summary>
internal static class LightGbmAnswers
{
    /// <summary>The class that gives labels.</summary>
    public const string Classifier = "LGBMClassifier";

    /// <summary>Writes the graph.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelClass">The class, with its module or without; null for a Booster.</param>
    /// <param name="labels">What a classifier calls its classes; null for their numbers.</param>
    /// <param name="options">The function that comes first, and the columns, where they are known.</param>
    /// <exception cref="ModelLoadException">The class has no such function, the model is not one of a classifier, or the columns are not its.</exception>
    public static ReadOnlyMemory<byte> Write(LightGbmModel model, string? modelClass, LightGbmLabels? labels, ImportOptions options)
    {
        string? function = options.PredictFunction;
        string name = modelClass?.Split('.')[^1] ?? "Booster";
        bool hasClasses = name == Classifier && model.HasClasses;
        if (function is not (null or "predict") && !(hasClasses && function == "predict_proba"))
        {
            throw new ModelLoadException($"LightGBM's {name} has no '{function}'.");
        }

        OnnxGraph graph = new() { AllowsNewTrees = true, IsForBackend = options.IsForBackend };
        OnnxElementType type = LightGbmInput.TypeOf(model, options);
        string rows = graph.Input("X", type, -1, model.Header.Features);
        string answers = LightGbmGraph.AddAnswers(graph, model, rows, type);
        if (hasClasses)
        {
            AddClasses(graph, model, labels ?? LightGbmLabels.Numbered(model.Classes), answers, function == "predict_proba");
        }
        else
        {
            AddPredictions(graph, model, answers);
        }

        Describe(graph, model, FeatureNames(model.Header, options));
        return graph.Write($"LightGBM {model.Header.Version}");
    }

    private static void AddPredictions(OnnxGraph graph, LightGbmModel model, string answers)
    {
        int targets = model.Header.TreesPerRound;
        if (targets == 1)
        {
            graph.FlatOutput("prediction", answers, OnnxElementType.Float);
        }
        else
        {
            graph.Output(model.HasClasses ? "probabilities" : "prediction", answers, OnnxElementType.Float, -1, targets);
        }
    }

    private static void AddClasses(OnnxGraph graph, LightGbmModel model, LightGbmLabels labels, string answers, bool probabilitiesFirst)
    {
        string probabilities = LightGbmGraph.AddProbabilities(graph, model, labels, answers);
        string label = LightGbmGraph.AddLabel(graph, labels, probabilities);
        if (!probabilitiesFirst)
        {
            graph.Output("label", label, labels.Type, -1);
        }

        graph.Output("probabilities", probabilities, OnnxElementType.Float, -1, labels.Count);
        if (probabilitiesFirst)
        {
            graph.Output("label", label, labels.Type, -1);
        }
    }

    private static string FeatureNames(LightGbmHeader header, ImportOptions options) => options.Columns.Count == 0
        ? header.FeatureNames
        : string.Join('\n', TrainedColumns.NamesOf(options, "LightGBM", header.FeatureNames.Split('\n'), header.Features));

    private static void Describe(OnnxGraph graph, LightGbmModel model, string featureNames)
    {
        graph.Metadata["feature_names"] = featureNames;
        graph.Metadata["objective"] = model.Header.Objective.Name;
        if (model.PandasCategories is { } categories)
        {
            graph.Metadata["pandas_categorical"] = categories;
        }
    }
}
