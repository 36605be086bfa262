using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>A weighted sum of the columns, however its weights were found.</summary>
internal sealed class LinearRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } =
    [
        "LinearRegression", "Ridge", "RidgeCV", "Lasso", "LassoCV", "ElasticNet", "ElasticNetCV", "MultiTaskLasso", "MultiTaskElasticNet", "HuberRegressor", "SGDRegressor", "LinearSVR",
        "Lars", "LarsCV", "LassoLars", "LassoLarsCV", "BayesianRidge", "ARDRegression", "TheilSenRegressor", "OrthogonalMatchingPursuit", "PassiveAggressiveRegressor", "QuantileRegressor",
    ];

    public SklearnAnswer Convert(SklearnStep step) => new() { Prediction = Sum(step) };

    /// <summary>Adds the sum, or its exponential: [rows], or [rows, targets] where the weights were saved for several.</summary>
    public static SklearnValue Sum(SklearnStep step, bool isLogarithm = false)
    {
        step.RefuseNonFinite();
        LinearCoefficients linear = LinearCoefficients.Of(step);
        string sums = linear.AddTo(step);
        string answers = isLogarithm ? step.Graph.Node("Exp", sums) : sums;
        return linear.IsVector
            ? new SklearnValue(step.Graph.Flat(answers), OnnxElementType.Double)
            : new SklearnValue(answers, OnnxElementType.Double, linear.Targets);
    }
}
