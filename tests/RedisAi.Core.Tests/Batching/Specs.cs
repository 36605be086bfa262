namespace RedisAi.Tests.Batching;

/// <summary>Declarations of inputs and outputs, written shortly.</summary>
internal static class Specs
{
    public static TensorSpec Floats(string name, params ReadOnlySpan<object> lengths) => Of(name, TensorDataType.Float32, lengths);

    /// <summary>A declaration; each length is a number, -1 for any, or a name.</summary>
    public static TensorSpec Of(string name, TensorDataType type, params ReadOnlySpan<object> lengths)
    {
        long[] dimensions = new long[lengths.Length];
        string[] symbols = new string[lengths.Length];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            (dimensions[axis], symbols[axis]) = lengths[axis] is string symbol ? (ShapePattern.AnyLength, symbol) : ((int)lengths[axis], "");
        }

        return new TensorSpec(name, type, new ShapePattern(dimensions, symbols));
    }

    public static ModelSignature Signature(TensorSpec[] inputs, params TensorSpec[] outputs) => new(inputs, outputs);
}
