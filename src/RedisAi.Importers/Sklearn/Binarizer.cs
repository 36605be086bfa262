using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>1 for what is above a threshold, else 0.</summary>
internal sealed class Binarizer : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["Binarizer"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        OnnxElementType type = step.Input.NumericType;
        double threshold = step.Model.Number("threshold", 0);

        // Singles are compared with the threshold as a single.
        string limit = step.Graph.Constant(type == OnnxElementType.Float ? OnnxTensor.Scalar((float)threshold) : OnnxTensor.Scalar(threshold));
        string above = step.Graph.Node("Greater", step.Matrix(type), limit);
        return SklearnAnswer.OfTable(new SklearnTable(step.Graph.Node("Cast", [above], OnnxAttribute.Of("to", (long)type)), type, step.Input.Width));
    }
}
