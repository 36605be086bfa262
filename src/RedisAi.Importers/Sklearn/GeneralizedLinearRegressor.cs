namespace RedisAi.Importers.Sklearn;

/// <summary>Generalized linear models: a weighted sum, and its exponential where the link is the logarithm.</summary>
internal sealed class GeneralizedLinearRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["PoissonRegressor", "GammaRegressor", "TweedieRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        bool isLog = step.Model.ClassName != "TweedieRegressor" || step.Model.Text("link", "auto") switch
        {
            "auto" => step.Model.Number("power", 0) > 0,
            "log" => true,
            _ => false,
        };
        return new SklearnAnswer { Prediction = LinearRegressor.Sum(step, isLog) };
    }
}
