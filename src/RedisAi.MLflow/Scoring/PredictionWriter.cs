using System.Buffers;

namespace RedisAi.MLflow.Scoring;

/// <summary>Writes tensors as JSON, as lists within lists, straight into the memory of whoever sends them.</summary>
/// <remarks>
/// JSON has no words for NaN and infinity; they are written as null. A float without a fraction keeps its point, <c>24.0</c>, so that whoever reads it into
/// Python gets a float. A mutable struct: keep it in one local, pass it by <c>ref</c>, and flush it.
/// </remarks>
internal ref struct PredictionWriter(IBufferWriter<byte> output)
{
    private const int PieceBytes = 1024;

    private Span<byte> _span;
    private int _length;

    /// <summary>Hands over what was written.</summary>
    public void Flush()
    {
        output.Advance(_length);
        _span = default;
        _length = 0;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    public void Write(byte one)
    {
        Reserve(1)[0] = one;
        _length++;
    }

    /// <summary>Room for some bytes, to be written and then advanced over.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_span.Length - _length < bytes)
        {
            Flush();
            _span = output.GetSpan(Math.Max(bytes, PieceBytes));
        }

        return _span[_length..];
    }

    public void Advance(int bytes) => _length += bytes;

    /// <summary>Writes a tensor: lists within lists, or an element alone where there are no axes.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The lengths of its axes, or others for as many elements.</param>
    public void Write(AiTensor tensor, ReadOnlySpan<long> shape)
    {
        switch (tensor.DataType)
        {
            case TensorDataType.Float32:
                WriteNested<float, FractionFormat<float>>(tensor.AsSpan<float>(), shape);
                break;
            case TensorDataType.Float64:
                WriteNested<double, FractionFormat<double>>(tensor.AsSpan<double>(), shape);
                break;
            case TensorDataType.Float16:
                WriteNested<Half, FractionFormat<Half>>(tensor.AsSpan<Half>(), shape);
                break;
            case TensorDataType.BFloat16:
                WriteNested<BFloat16, BFloat16Format>(tensor.AsSpan<BFloat16>(), shape);
                break;
            case TensorDataType.Int8:
                WriteNested<sbyte, IntegerFormat<sbyte>>(tensor.AsSpan<sbyte>(), shape);
                break;
            case TensorDataType.Int16:
                WriteNested<short, IntegerFormat<short>>(tensor.AsSpan<short>(), shape);
                break;
            case TensorDataType.Int32:
                WriteNested<int, IntegerFormat<int>>(tensor.AsSpan<int>(), shape);
                break;
            case TensorDataType.Int64:
                WriteNested<long, IntegerFormat<long>>(tensor.AsSpan<long>(), shape);
                break;
            case TensorDataType.UInt8:
                WriteNested<byte, IntegerFormat<byte>>(tensor.AsSpan<byte>(), shape);
                break;
            case TensorDataType.UInt16:
                WriteNested<ushort, IntegerFormat<ushort>>(tensor.AsSpan<ushort>(), shape);
                break;
            case TensorDataType.UInt32:
                WriteNested<uint, IntegerFormat<uint>>(tensor.AsSpan<uint>(), shape);
                break;
            case TensorDataType.UInt64:
                WriteNested<ulong, IntegerFormat<ulong>>(tensor.AsSpan<ulong>(), shape);
                break;
            case TensorDataType.Bool:
                WriteNested<bool, BooleanFormat>(tensor.AsSpan<bool>(), shape);
                break;
            default:
                WriteNested<string, TextFormat>(tensor.AsStrings(), shape);
                break;
        }
    }

    private void WriteNested<T, TFormat>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape)
        where TFormat : IElementFormat<T>
    {
        if (shape.IsEmpty)
        {
            TFormat.Write(ref this, elements[0]);
            return;
        }

        Write((byte)'[');
        if (shape.Length == 1)
        {
            for (int i = 0; i < elements.Length; i++)
            {
                WriteCommaAfterFirst(i);
                TFormat.Write(ref this, elements[i]);
            }
        }
        else
        {
            int rows = checked((int)shape[0]);
            int stride = rows == 0 ? 0 : elements.Length / rows;
            for (int row = 0; row < rows; row++)
            {
                WriteCommaAfterFirst(row);
                WriteNested<T, TFormat>(elements.Slice(row * stride, stride), shape[1..]);
            }
        }

        Write((byte)']');
    }

    private void WriteCommaAfterFirst(int place)
    {
        if (place > 0)
        {
            Write((byte)',');
        }
    }
}
