using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Boosted trees of regression. Whatever the loss, the raw values are the prediction.</summary>
internal sealed class GradientBoostingRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["GradientBoostingRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        SkopsObject? initial = GradientBoosting.Initial(step);
        double[] constant = [];
        string? value = null;
        if (initial is { ClassName: "DummyRegressor" })
        {
            constant = initial.Doubles("constant_");
            if (constant.Length != 1)
            {
                throw step.Unsupported($"has {constant.Length} constants in 'init_'; one was expected");
            }
        }
        else if (initial is not null)
        {
            SklearnValue prediction = step.Convert(initial, step.Input, "the initial estimator").Prediction
                ?? throw step.Unsupported($"has an initial estimator of the class {initial.Class}, which is no regressor");
            value = Predictions.Table(step.Graph, prediction);
        }

        return Predictions.Of(step.Graph, GradientBoosting.Raw(step, 1, constant, value), OnnxElementType.Double, 1);
    }
}
