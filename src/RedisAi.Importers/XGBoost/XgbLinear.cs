using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.XGBoost;

/// <summary>Linear models: a weight for each feature and output, where a missing value counts as nothing.</summary>
internal static class XgbLinear
{
    /// <summary>Adds the sums to a graph, [rows, outputs].</summary>
    /// <exception cref="ModelLoadException">The weights are not as many as features and outputs want.</exception>
    public static string AddTo(OnnxGraph graph, string input, XgbModel model, float[] margins)
    {
        int features = model.Features;
        int outputs = model.Outputs;
        if (model.LinearWeights.Length != (features + 1L) * outputs)
        {
            throw new ModelLoadException($"The linear model has {model.LinearWeights.Length} weights for {features} features and {outputs} outputs.");
        }

        float[] biases = new float[outputs];
        for (int i = 0; i < outputs; i++)
        {
            biases[i] = model.LinearWeights[(features * outputs) + i] + margins[i];
        }

        string weights = graph.Constant(OnnxTensor.Of(model.LinearWeights.AsSpan(0, features * outputs).ToArray(), features, outputs));
        string present = graph.Node("Where", graph.Node("IsNaN", input), graph.Constant(OnnxTensor.Scalar(0f)), input);
        return graph.Node("Gemm", present, weights, graph.Constant(OnnxTensor.Of(biases, outputs)));
    }
}
