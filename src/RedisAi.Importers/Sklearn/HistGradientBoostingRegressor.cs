using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Boosted trees over histograms, of regression. Poisson and gamma losses predict logarithms.</summary>
internal sealed class HistGradientBoostingRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["HistGradientBoostingRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        string raw = HistTrees.Raw(step, 1);
        string loss = step.Model.Text("loss", "squared_error");
        string value = loss switch
        {
            "poisson" or "gamma" => step.Graph.Node("Exp", raw),
            "squared_error" or "least_squares" or "absolute_error" or "least_absolute_deviation" or "quantile" => raw,
            _ => throw step.Unsupported($"has the loss '{loss}', which is not supported"),
        };
        return Predictions.Of(step.Graph, value, OnnxElementType.Double, 1);
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context) => HistCategories.Claim(model, columns);
}
