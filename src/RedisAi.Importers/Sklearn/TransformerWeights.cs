using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The number by which what a transformer gives is multiplied, where one is set for its name.</summary>
internal static class TransformerWeights
{
    public static SklearnTable Apply(SklearnStep step, string name, SklearnTable table)
    {
        if (step.Model.Find("transformer_weights") is not SkopsDictionary weights || weights.Find(name) is not { IsNone: false } weight)
        {
            return table;
        }

        if (table.HasTexts)
        {
            throw step.Unsupported($"has a weight for '{name}', which gives texts");
        }

        OnnxElementType type = table.NumericType;
        double value = weight.AsDouble();
        string factor = step.Graph.Constant(type == OnnxElementType.Float ? OnnxTensor.Scalar((float)value) : OnnxTensor.Scalar(value));
        SklearnBlock block = new(step.Graph.Node("Mul", table.ToMatrix(step.Graph, type), factor), type, [.. table.Origins.Select(static origin => origin is null ? null : origin with { IsExact = false })]);
        return new SklearnTable([block]);
    }
}
