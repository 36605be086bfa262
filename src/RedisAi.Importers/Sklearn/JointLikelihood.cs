using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>What naive Bayes makes of the logarithms of how likely a row is together with each class.</summary>
internal static class JointLikelihood
{
    /// <param name="step">The model.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="logarithms">Doubles [rows, classes].</param>
    public static SklearnAnswer Answer(SklearnStep step, ClassLabels labels, string logarithms) => new()
    {
        Label = labels.PickBest(step.Graph, logarithms),
        JointLogProbabilities = new SklearnValue(logarithms, OnnxElementType.Double, labels.Count),
        Probabilities = new SklearnValue(step.Graph.Softmax(logarithms), OnnxElementType.Double, labels.Count),
        LogProbabilities = new SklearnValue(step.Graph.LogSoftmax(logarithms), OnnxElementType.Double, labels.Count),
    };
}
