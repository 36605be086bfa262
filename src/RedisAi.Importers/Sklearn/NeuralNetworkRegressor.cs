using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>A neural network of regression.</summary>
internal sealed class NeuralNetworkRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["MLPRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        (string value, int outputs) = NeuralNetwork.AddLayers(step);
        string last = step.Model.Text("out_activation_", "identity");
        string result = last switch
        {
            "identity" => value,

            // The Poisson loss predicts logarithms.
            "exp" => step.Graph.Node("Exp", value),
            _ => throw step.Unsupported($"has the last activation '{last}', which is not supported"),
        };
        return Predictions.Of(step.Graph, result, OnnxElementType.Double, outputs);
    }
}
