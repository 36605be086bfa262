using RedisAi.Backends.TfLite.Format;

namespace RedisAi.Backends.TfLite.Rewriting;

/// <summary>A fully connected layer: input, weights of [outputs, inputs], and mostly a bias.</summary>
/// <param name="Input">The number of its input.</param>
/// <param name="Weights">The number of its weights.</param>
/// <param name="Bias">The number of its bias; -1 for none.</param>
/// <param name="Output">The number of its output.</param>
/// <param name="Width">How many numbers a row of its input has.</param>
/// <param name="Units">How many a row of its output has.</param>
/// <param name="Activation">The number of the function after it.</param>
internal sealed record FullyConnectedLayer(int Input, int Weights, int Bias, int Output, int Width, int Units, int Activation)
{
    private const int ActivationField = 0;
    private const int FormatField = 1;

    /// <summary>Whether a convolution can take its place: rows in, rows out, and weights in their usual order.</summary>
    public static bool IsReplaceable(Graph graph, GraphOperator step)
    {
        if (step.Inputs.Length is < 2 or > 3 || step.Outputs.Length != 1 || step.Inputs[0] < 0 || step.Inputs[1] < 0)
        {
            return false;
        }

        int[] weights = graph.Tensors[step.Inputs[1]].Shape;
        int[] output = graph.Tensors[step.Outputs[0]].Shape;
        bool isShuffled = step.Table.TryTable(4, out FlatTable options) && options.SByte(FormatField) != 0;
        return !isShuffled && weights.Length == 2 && output.Length == 2 && weights[0] > 0 && weights[1] > 0 && graph.Tensors[step.Inputs[0]].ElementCount % weights[1] == 0;
    }

    public static FullyConnectedLayer Of(Graph graph, GraphOperator step)
    {
        int[] weights = graph.Tensors[step.Inputs[1]].Shape;
        int activation = step.Table.TryTable(4, out FlatTable options) ? options.SByte(ActivationField) : 0;
        return new FullyConnectedLayer(step.Inputs[0], step.Inputs[1], step.Inputs.Length > 2 ? step.Inputs[2] : -1, step.Outputs[0], weights[1], weights[0], activation);
    }
}
