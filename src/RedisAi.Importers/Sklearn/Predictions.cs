using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>What regressors give.</summary>
internal static class Predictions
{
    /// <summary>[rows, targets] as an answer: [rows] for one target.</summary>
    public static SklearnAnswer Of(OnnxGraph graph, string value, OnnxElementType type, int targets) => new()
    {
        Prediction = targets == 1 ? new SklearnValue(graph.Flat(value), type) : new SklearnValue(value, type, targets),
    };

    /// <summary>A prediction as [rows, targets] of doubles.</summary>
    public static string Table(OnnxGraph graph, SklearnValue prediction)
    {
        string doubles = prediction.Type == OnnxElementType.Double ? prediction.Name : graph.Cast(prediction.Name, OnnxElementType.Double);
        return prediction.Columns is null ? graph.Node("Unsqueeze", doubles, graph.Wholes(1)) : doubles;
    }
}
