using RedisAi.Backends.TfLite.Format;

namespace RedisAi.Backends.TfLite.Rewriting;

/// <summary>
/// Has layers computed right whose weights have a scale for each channel. Converters write them since 2024, and the library that is carried, which is
/// older, takes them and computes nonsense: it looks for one scale, and finds none.
/// </summary>
internal static class ChannelScales
{
    /// <summary>Puts convolutions over one pixel in the place of such fully connected layers: the same sums, rounded the same, and convolutions regard the scales.</summary>
    /// <param name="file">The model.</param>
    /// <returns>The model with other layers; null where nothing need be changed.</returns>
    /// <exception cref="ModelLoadException">It is no sound model, or other operators have such weights.</exception>
    public static byte[]? Rewrite(ReadOnlyMemory<byte> file)
    {
        (FlatTable model, Graph[] graphs) = GraphReader.ReadAll(file);
        bool isNeeded = false;
        foreach (Graph graph in graphs)
        {
            foreach (GraphOperator step in graph.Operators)
            {
                isNeeded |= IsLayer(graph, step);
            }
        }

        return isNeeded ? new ModelRewriter(model, graphs).Rewrite(file.Span) : null;
    }

    /// <summary>Whether an operator is a fully connected layer with such weights.</summary>
    /// <exception cref="ModelLoadException">It has such weights and is something else, or of a form that cannot be replaced.</exception>
    public static bool IsLayer(Graph graph, GraphOperator step)
    {
        if (BuiltinOperator.TakesScales(step.Code) || !Array.Exists(step.Inputs, input => input >= 0 && IsScaledByChannel(graph.Tensors[input])))
        {
            return false;
        }

        // With inputs of floats it is a newer version of the operator, which the library refuses by itself.
        if (step.Code == BuiltinOperator.FullyConnected && step.Inputs.Length > 0 && step.Inputs[0] >= 0 && !TfLiteElement.IsWhole(graph.Tensors[step.Inputs[0]].Type))
        {
            return false;
        }

        return step.Code == BuiltinOperator.FullyConnected && FullyConnectedLayer.IsReplaceable(graph, step)
            ? true
            : throw new ModelLoadException(
                $"Its operator {step.Code} (of the schema's list) has weights with a scale for each channel, which TensorFlow Lite computes wrongly. " +
                "Convert the model with one scale for all weights of a layer (converter._experimental_disable_per_channel = True), or with float32.");
    }

    /// <summary>Biases are whole numbers of 32 or 64 bits, whose scales nobody looks at.</summary>
    private static bool IsScaledByChannel(GraphTensor tensor) => tensor.HasContents && tensor.ScaleCount > 1 && TfLiteElement.SizeOf(tensor.Type) <= 2;
}
