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

    /// <summary>Adds the sum: [rows], or [rows, targets] where the weights were saved for several.</summary>
    public static SklearnValue Sum(SklearnStep step)
    {
        step.RefuseNonFinite();
        LinearCoefficients linear = LinearCoefficients.Of(step);
        string sums = linear.AddTo(step);
        return linear.IsVector
            ? new SklearnValue(step.Graph.Node("Reshape", sums, step.Graph.Constant(OnnxTensor.Of([-1L], 1))), OnnxElementType.Double)
            : new SklearnValue(sums, OnnxElementType.Double, linear.Targets);
    }
}
