using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>A weighted sum of the columns.</summary>
internal sealed class LinearRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } =
        ["LinearRegression", "Ridge", "RidgeCV", "Lasso", "LassoCV", "ElasticNet", "ElasticNetCV", "HuberRegressor", "SGDRegressor", "LinearSVR", "Lars", "LassoLars", "BayesianRidge", "ARDRegression", "TheilSenRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        LinearCoefficients linear = LinearCoefficients.Of(step);
        string sums = linear.AddTo(step);
        return new SklearnAnswer
        {
            Prediction = linear.IsVector
                ? new SklearnValue(step.Graph.Node("Reshape", sums, step.Graph.Constant(OnnxTensor.Of([-1L], 1))), OnnxElementType.Double)
                : new SklearnValue(sums, OnnxElementType.Double, linear.Targets),
        };
    }
}
