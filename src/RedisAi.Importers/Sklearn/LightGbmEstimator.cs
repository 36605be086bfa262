using RedisAi.Importers.LightGBM;
using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>LightGBM's classes for scikit-learn, as a step of a pipeline.</summary>
internal sealed class LightGbmEstimator : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = [LightGbmAnswers.Classifier, "LGBMRegressor", "LGBMRanker"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        LightGbmModel model = LightGbmSkops.Read(step.Model);
        if (model.Header.Features != step.Input.Width)
        {
            throw step.Unsupported($"was fitted to {model.Header.Features} columns, and its input has {step.Input.Width}");
        }

        // Missing values and infinities are taken, and singles stay what they are.
        OnnxElementType type = step.Input.NumericType;
        string answers = LightGbmGraph.AddAnswers(step.Graph, model, step.Matrix(type), type);
        return step.Model.ClassName == LightGbmAnswers.Classifier && model.HasClasses
            ? Classes(step, model, answers)
            : Predictions.Of(step.Graph, answers, OnnxElementType.Float, model.Header.TreesPerRound);
    }

    private static SklearnAnswer Classes(SklearnStep step, LightGbmModel model, string answers)
    {
        LightGbmLabels labels = LightGbmSkops.Labels(step.Model) ?? LightGbmLabels.Numbered(model.Classes);
        string probabilities = LightGbmGraph.AddProbabilities(step.Graph, model, labels, answers);
        return new SklearnAnswer
        {
            Label = new SklearnValue(LightGbmGraph.AddLabel(step.Graph, labels, probabilities), labels.Type),
            Probabilities = new SklearnValue(probabilities, OnnxElementType.Float, labels.Count),
            LacksLogProbabilities = true,
        };
    }
}
