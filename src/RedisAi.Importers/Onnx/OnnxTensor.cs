using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RedisAi.Importers.Onnx;

/// <summary>A constant of a graph; numbers of fields are those of onnx.proto's TensorProto.</summary>
internal sealed class OnnxTensor
{
    private readonly OnnxElementType _type;
    private readonly long[] _shape;
    private readonly Action<ProtobufWriter> _write;

    private OnnxTensor(OnnxElementType type, long[] shape, Action<ProtobufWriter> write)
    {
        _type = type;
        _shape = shape;
        _write = write;
    }

    public static OnnxTensor Of(float[] values, params long[] shape) => Raw(OnnxElementType.Float, values, shape);

    public static OnnxTensor Of(double[] values, params long[] shape) => Raw(OnnxElementType.Double, values, shape);

    public static OnnxTensor Of(long[] values, params long[] shape) => Raw(OnnxElementType.Int64, values, shape);

    public static OnnxTensor Of(bool[] values, params long[] shape) => Raw(OnnxElementType.Bool, values, shape);

    public static OnnxTensor Of(IReadOnlyList<string> values, params long[] shape) => new(OnnxElementType.String, shape, writer =>
    {
        foreach (string value in values)
        {
            writer.Text(6, value);
        }
    });

    /// <summary>A tensor of one axis, whose elements are made when they are written.</summary>
    public static OnnxTensor Of<T>(OnnxElementType type, int count, Action<Span<T>> fill)
        where T : unmanaged =>
        new(type, [count], writer => writer.Bytes(9, count * Unsafe.SizeOf<T>(), bytes => fill(MemoryMarshal.Cast<byte, T>(bytes))));

    public static OnnxTensor Scalar(float value) => Of([value], []);

    public static OnnxTensor Scalar(double value) => Of([value], []);

    public static OnnxTensor Scalar(long value) => Of([value], []);

    public OnnxElementType Type => _type;

    public void WriteTo(ProtobufWriter writer, string? name = null)
    {
        writer.Packed(1, _shape);
        writer.Number(2, (int)_type);
        if (name is not null)
        {
            writer.Text(8, name);
        }

        _write(writer);
    }

    private static OnnxTensor Raw<T>(OnnxElementType type, T[] values, long[] shape)
        where T : unmanaged =>
        new(type, shape, writer => writer.Bytes(9, MemoryMarshal.AsBytes(values.AsSpan())));
}
