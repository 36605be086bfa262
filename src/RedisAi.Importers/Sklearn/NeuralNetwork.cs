using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Layers: weights, constants, and an activation for all but the last.</summary>
internal static class NeuralNetwork
{
    /// <summary>Adds the layers: doubles [rows, outputs], before the last activation.</summary>
    public static (string Value, int Outputs) AddLayers(SklearnStep step)
    {
        OnnxGraph graph = step.Graph;
        IReadOnlyList<SkopsValue> weights = step.Model.Get("coefs_").AsList();
        IReadOnlyList<SkopsValue> constants = step.Model.Get("intercepts_").AsList();
        if (weights.Count == 0 || weights.Count != constants.Count)
        {
            throw step.Unsupported($"has {weights.Count} layers of weights in 'coefs_', and {constants.Count} of constants in 'intercepts_'");
        }

        string activation = step.Model.Text("activation", "relu");
        string value = step.Doubles();
        long width = step.Input.Width;
        for (int layer = 0; layer < weights.Count; layer++)
        {
            NpyArray matrix = weights[layer].AsArray();
            double[] added = constants[layer].AsArray().ToDoubles();
            if (matrix.Shape.Count != 2 || matrix.Shape[0] != width || matrix.Shape[1] != added.Length || added.Length == 0)
            {
                throw step.Unsupported($"has weights of the shape ({string.Join(", ", matrix.Shape)}) and {added.Length} constants in layer {layer}, which takes {width} columns");
            }

            value = graph.Plus(graph.Times(value, matrix.ToDoubles(), width, added.Length), added);
            value = layer == weights.Count - 1 ? value : Activate(step, value, activation);
            width = added.Length;
        }

        return (value, (int)width);
    }

    private static string Activate(SklearnStep step, string value, string activation) => activation switch
    {
        "identity" => value,
        "relu" => step.Graph.Node("Max", value, step.Graph.Number(0)),
        "tanh" => step.Graph.Node("Tanh", value),
        "logistic" => step.Graph.Node("Sigmoid", value),
        _ => throw step.Unsupported($"has the activation '{activation}'; supported are identity, logistic, relu and tanh"),
    };
}
