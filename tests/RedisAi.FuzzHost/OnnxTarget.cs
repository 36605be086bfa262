using RedisAi.Backends.Onnx;

namespace RedisAi.FuzzHost;

/// <summary>Damaged ONNX models.</summary>
internal sealed class OnnxTarget(string scratch) : ModelTarget(new OnnxBackend(), ".onnx", scratch)
{
    private const long MaxElements = 1 << 20;

    public override byte[] Damage(Mutator mutator, int index) => mutator.Damage(index);

    /// <summary>An input of the declared shape; null where that is unknown, or large. A scalar where the runtime expects axes can end the process.</summary>
    protected override AiTensor? CreateInput(TensorSpec spec, int probe)
    {
        long[] shape = [.. spec.Shape.Dimensions.ToArray().Select(static length => length == ShapePattern.AnyLength ? 1 : length)];
        if (!spec.Shape.IsRankKnown || shape.Length > TensorShape.MaxRank || shape.Aggregate(1.0, static (product, length) => product * length) > MaxElements)
        {
            return null;
        }

        int count = (int)TensorShape.Create(shape).ElementCount;
        return spec.DataType == TensorDataType.String
            ? AiTensor.CreateStrings(shape, [.. Enumerable.Repeat("", count)])
            : AiTensor.FromBytes(spec.DataType, shape, new byte[count * ByteLength(spec.DataType)]);
    }

    private static int ByteLength(TensorDataType type) => (int)Tensors.TensorValue.ByteLengthOf(type, TensorShape.Create(1));
}
