using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>What stands for a missing value: NaN (of texts the empty one), a number, or a text.</summary>
/// <param name="Number">The number; NaN for what Python has as NaN, None or pandas' NA.</param>
/// <param name="Text">The text; null for a number.</param>
internal sealed record MissingMark(double Number, string? Text)
{
    public bool IsNaN => Text is null && double.IsNaN(Number);

    /// <summary>Reads what a model has in <c>missing_values</c>.</summary>
    public static MissingMark Of(SkopsObject model) => model.Find("missing_values") switch
    {
        SkopsScalar { Value: string text } => new MissingMark(double.NaN, text),
        SkopsScalar or SkopsArray => new MissingMark(model.Number("missing_values"), null),
        _ => new MissingMark(double.NaN, null),
    };

    /// <summary>Adds a value of truths: where there is the mark.</summary>
    public string Find(SklearnStep step, string values, OnnxElementType type)
    {
        if (type == OnnxElementType.String)
        {
            return TextCodes.FindOne(step.Graph, values, Text ?? (double.IsNaN(Number) ? "" : throw step.Unsupported("takes a number for missing, and there is a column of texts in its input")));
        }

        return (Text, double.IsNaN(Number), type) switch
        {
            ({ }, _, _) => throw step.Unsupported("takes a text for missing, and there is a column of numbers in its input"),
            (_, true, OnnxElementType.Int64) => step.Graph.Node("Not", step.Graph.Node("Equal", values, values)),
            (_, true, _) => step.Graph.Node("IsNaN", values),
            (_, _, OnnxElementType.Float) => step.Graph.Node("Equal", values, step.Graph.Constant(OnnxTensor.Scalar((float)Number))),
            (_, _, OnnxElementType.Double) => step.Graph.Node("Equal", values, step.Graph.Constant(OnnxTensor.Scalar(Number))),
            _ => step.Graph.Node("Equal", values, step.Graph.Constant(OnnxTensor.Scalar((long)Number))),
        };
    }
}
