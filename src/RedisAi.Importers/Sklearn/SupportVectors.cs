using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Sklearn;

/// <summary>How alike rows are to the support vectors: the kernel of libsvm, in doubles.</summary>
/// <param name="Vectors">[vectors, columns].</param>
/// <param name="Count">The number of vectors.</param>
internal sealed record SupportVectors(double[] Vectors, int Count)
{
    public static SupportVectors Of(SklearnStep step)
    {
        NpyArray array = step.Model.Array("support_vectors_");
        return array.Shape.Count == 2 && array.Shape[0] > 0 && array.Shape[1] == step.Input.Width
            ? new SupportVectors(array.ToDoubles(), (int)array.Shape[0])
            : throw step.Unsupported($"has 'support_vectors_' of the shape ({string.Join(", ", array.Shape)}), and its input has {step.Input.Width} columns");
    }

    /// <summary>Adds the kernel: doubles [rows, vectors].</summary>
    public string AddKernel(SklearnStep step)
    {
        OnnxGraph graph = step.Graph;
        string rows = step.Doubles();
        string kernel = (step.Model.Find("kernel") ?? throw step.Unsupported("does not say which kernel it has")) is Skops.SkopsScalar { Value: string named } ? named : "a function";
        switch (kernel)
        {
            case "linear":
                return Products(graph, rows, step.Input.Width);
            case "poly":
                return graph.Node("Pow", Scaled(step, Products(graph, rows, step.Input.Width)), graph.Number(step.Model.Number("degree")));
            case "sigmoid":
                return graph.Node("Tanh", Scaled(step, Products(graph, rows, step.Input.Width)));
            case "rbf":
                Distances distances = new(Vectors, Count, step.Input.Width);
                distances.NoteFar(step);
                return graph.Node("Exp", graph.Node("Mul", distances.AddSquares(graph, rows), graph.Number(-Gamma(step))));
            default:
                throw step.Unsupported($"has the kernel {kernel}; supported are linear, poly, rbf and sigmoid");
        }
    }

    private static double Gamma(SklearnStep step) => step.Model.Number("_gamma");

    private static string Scaled(SklearnStep step, string products)
    {
        string scaled = step.Graph.Node("Mul", products, step.Graph.Number(Gamma(step)));
        return step.Graph.Node("Add", scaled, step.Graph.Number(step.Model.Number("coef0", 0)));
    }

    private string Products(OnnxGraph graph, string rows, int columns) => graph.Times(rows, GraphArithmetic.Transpose(Vectors, Count, columns), columns, Count);
}
