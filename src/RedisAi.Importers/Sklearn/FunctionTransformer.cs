using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>A function of each number: none, or one of numpy's that has an operator. Others are code, which is not run.</summary>
internal sealed class FunctionTransformer : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["FunctionTransformer"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        if (step.Model.Flag("validate", false))
        {
            step.RefuseNonFinite();
        }

        return step.Model.Find("func") is not { } function ? SklearnAnswer.OfTable(step.Input) : SklearnAnswer.OfTable(Apply(step, function));
    }

    public void Claim(SkopsObject model, ColumnKinds columns, SklearnContext context)
    {
        columns.ClaimAll(model.Find("func") is null ? ColumnKind.Any : ColumnKind.Number);
    }

    private static SklearnTable Apply(SklearnStep step, SkopsValue function)
    {
        OnnxElementType type = step.Input.NumericType;
        string value = step.Matrix(OnnxElementType.Double);
        string result = (function as SkopsOpaque)?.Name switch
        {
            "numpy.log1p" => step.Graph.Node("Log", step.Graph.Node("Add", value, step.Graph.Constant(OnnxTensor.Scalar(1d)))),
            "numpy.expm1" => step.Graph.Node("Sub", step.Graph.Node("Exp", value), step.Graph.Constant(OnnxTensor.Scalar(1d))),
            "numpy.log" => step.Graph.Node("Log", value),
            "numpy.exp" => step.Graph.Node("Exp", value),
            "numpy.sqrt" => step.Graph.Node("Sqrt", value),
            "numpy.absolute" or "numpy.abs" => step.Graph.Node("Abs", value),
            _ => throw step.Unsupported($"runs the code of {function.Kind.Split(',')[0]}, which is not possible here"),
        };
        string rounded = type == OnnxElementType.Double ? result : step.Graph.Node("Cast", [result], OnnxAttribute.Of("to", (long)type));
        return new SklearnTable(rounded, type, step.Input.Width);
    }
}
