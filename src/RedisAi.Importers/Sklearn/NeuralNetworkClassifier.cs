using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>A neural network of classification: one output for two classes, else one for each.</summary>
internal sealed class NeuralNetworkClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["MLPClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        OnnxGraph graph = step.Graph;
        ClassLabels labels = ClassLabels.Of(step);
        (string value, int outputs) = NeuralNetwork.AddLayers(step);
        string last = step.Model.Text("out_activation_", "");
        if (last == "softmax" && outputs == labels.Count)
        {
            string shares = graph.Softmax(value);
            return new SklearnAnswer
            {
                Label = labels.PickBest(graph, shares),
                Probabilities = new SklearnValue(shares, OnnxElementType.Double, outputs),
                LogProbabilities = LogProbabilities.OfSoftmax(graph, value, outputs),
            };
        }

        return last == "logistic" && outputs == 1 && labels.Count == 2
            ? new SklearnAnswer
            {
                // Above one half is above zero, before the sigmoid.
                Label = labels.PickBySign(graph, graph.Flat(value), OnnxElementType.Double),
                Probabilities = new SklearnValue(graph.WithComplement(graph.Node("Sigmoid", value)), OnnxElementType.Double, 2),
                LogProbabilities = LogProbabilities.OfBoth(graph, value),
            }
            : throw step.Unsupported($"has {labels.Count} classes and {outputs} outputs with the activation '{last}'; several labels at once are not supported");
    }
}
