using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Support vector regression: a weighted sum of kernels.</summary>
internal sealed class SupportVectorRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["SVR", "NuSVR"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        SupportVectors vectors = SupportVectors.Of(step);
        string kernel = vectors.AddKernel(step);
        string sums = step.Graph.Times(kernel, step.Doubles("_dual_coef_", vectors.Count), vectors.Count, 1);
        return Predictions.Of(step.Graph, step.Graph.Plus(sums, step.Doubles("_intercept_", 1)), OnnxElementType.Double, 1);
    }
}
