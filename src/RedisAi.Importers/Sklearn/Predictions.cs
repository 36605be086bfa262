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
        string table = prediction.Columns is not null ? prediction.Name : graph.ColumnOf(prediction.Name) ?? graph.Node("Unsqueeze", prediction.Name, graph.Wholes(1));
        return prediction.Type == OnnxElementType.Double ? table : graph.Cast(table, OnnxElementType.Double);
    }
}
