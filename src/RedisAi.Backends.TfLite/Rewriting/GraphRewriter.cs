using System.Runtime.InteropServices;
using RedisAi.Backends.TfLite.Format;

namespace RedisAi.Backends.TfLite.Rewriting;

/// <summary>Writes a graph anew: each layer becomes three operators, to pictures of one pixel, a convolution, and back to rows.</summary>
internal sealed class GraphRewriter(ModelRewriter model, Graph graph)
{
    private const int Int32Type = 2;
    private const int ConvolutionOptions = 1;
    private const int Valid = 1;
    private const int QuantizationField = 4;

    private readonly List<FlatField> _tensors = [.. graph.Tensors.Select(static tensor => FlatField.Of(tensor.Table.Start))];
    private readonly List<FlatField> _operators = [];

    public FlatField Rewrite()
    {
        foreach (GraphOperator step in graph.Operators)
        {
            if (ChannelScales.IsLayer(graph, step))
            {
                Replace(FullyConnectedLayer.Of(graph, step));
            }
            else
            {
                _operators.Add(FlatField.Of(step.Table.Start));
            }
        }

        return FlatField.Of(writer => writer.Table(
        [
            FlatField.Of(inner => inner.Tables(_tensors)),
            FlatField.Of(graph.Table.TargetOf(1)),
            FlatField.Of(graph.Table.TargetOf(2)),
            FlatField.Of(inner => inner.Tables(_operators)),
            FlatField.Of(graph.Table.TargetOf(4)),
        ]));
    }

    private void Replace(FullyConnectedLayer layer)
    {
        int rows = (int)(graph.Tensors[layer.Input].ElementCount / layer.Width);
        int pictures = AddPixels(layer.Input, rows, layer.Width);
        int answers = AddPixels(layer.Output, rows, layer.Units);
        int weights = AddWeights(layer);
        AddReshape(layer.Input, pictures, [-1, 1, 1, layer.Width]);
        AddConvolution(layer.Bias >= 0 ? [pictures, weights, layer.Bias] : [pictures, weights], answers, layer.Activation);
        AddReshape(answers, layer.Output, [-1, layer.Units]);
    }

    /// <summary>Rows as pictures of one pixel, with the type and scale of a tensor that there is.</summary>
    private int AddPixels(int like, int rows, int channels)
    {
        FlatTable old = graph.Tensors[like].Table;
        return AddTensor(graph.Tensors[like].Type, 0, [rows, 1, 1, channels], [-1, 1, 1, channels], old.TargetOf(QuantizationField));
    }

    /// <summary>The same weights in another shape.</summary>
    private int AddWeights(FullyConnectedLayer layer)
    {
        GraphTensor old = graph.Tensors[layer.Weights];
        return AddTensor(old.Type, old.Table.Int32(2), [layer.Units, 1, 1, layer.Width], null, old.Table.TargetOf(QuantizationField));
    }

    private int AddTensor(int type, int buffer, int[] shape, int[]? signature, int quantization)
    {
        byte[] name = System.Text.Encoding.ASCII.GetBytes($"pixels_{_tensors.Count}");
        _tensors.Add(FlatField.Of(writer => writer.Table(
        [
            FlatField.Of(inner => inner.Int32s(shape)),
            FlatField.Byte(type),
            FlatField.Int32(buffer),
            FlatField.Of(inner => inner.Bytes(name)),
            FlatField.Of(quantization),
            FlatField.None,
            FlatField.None,
            signature is null ? FlatField.None : FlatField.Of(inner => inner.Int32s(signature)),
        ])));
        return _tensors.Count - 1;
    }

    private void AddReshape(int input, int output, int[] lengths)
    {
        int buffer = model.AddBuffer(MemoryMarshal.AsBytes<int>(lengths).ToArray());
        int shape = AddTensor(Int32Type, buffer, [lengths.Length], null, 0);
        AddOperator(model.Reshape, [input, shape], output, FlatField.None, FlatField.None);
    }

    private void AddConvolution(int[] inputs, int output, int activation) => AddOperator(
        model.Convolution,
        inputs,
        output,
        FlatField.Byte(ConvolutionOptions),
        FlatField.Of(writer => writer.Table(
            [FlatField.Byte(Valid), FlatField.Int32(1), FlatField.Int32(1), FlatField.Byte(activation), FlatField.Int32(1), FlatField.Int32(1)])));

    private void AddOperator(int code, int[] inputs, int output, FlatField kind, FlatField options)
    {
        int[] outputs = [output];
        _operators.Add(FlatField.Of(writer => writer.Table(
            [FlatField.Int32(code), FlatField.Of(inner => inner.Int32s(inputs)), FlatField.Of(inner => inner.Int32s(outputs)), kind, options])));
    }
}
