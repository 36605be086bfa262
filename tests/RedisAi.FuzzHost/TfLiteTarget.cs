using RedisAi.Backends.TfLite;

namespace RedisAi.FuzzHost;

/// <summary>Damaged TensorFlow Lite models.</summary>
internal sealed class TfLiteTarget(string scratch) : ModelTarget(new TfLiteBackend(), ".tflite", scratch)
{
    private const long MaxElements = 1 << 20;

    /// <summary>Rows to run on where any number is taken: what fits the shapes in the file, and what does not.</summary>
    private static readonly long[] s_rows = [1, 3];

    public override byte[] Damage(Mutator mutator, int index) => mutator.Damage(index);

    protected override int Probes => s_rows.Length;

    /// <summary>An input of the declared shape; null where that is large.</summary>
    protected override AiTensor? CreateInput(TensorSpec spec, int probe)
    {
        long[] shape = [.. spec.Shape.Dimensions.ToArray().Select(length => length == ShapePattern.AnyLength ? s_rows[probe] : length)];
        if (shape.Aggregate(1.0, static (product, length) => product * length) > MaxElements)
        {
            return null;
        }

        return AiTensor.FromBytes(spec.DataType, shape, new byte[(int)Tensors.TensorValue.ByteLengthOf(spec.DataType, TensorShape.Create(shape))]);
    }
}
