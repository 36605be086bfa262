using System.Text.Json;

namespace RedisAi.AspNetCore.Json;

/// <summary>Writes the elements of tensors as arrays of JSON.</summary>
internal static class TensorJson
{
    /// <summary>Writes all elements into one array, in row-major order.</summary>
    public static void WriteFlat(Utf8JsonWriter json, AiTensor tensor)
    {
        json.WriteStartArray();
        Write(json, tensor, isNested: false);
        json.WriteEndArray();
    }

    /// <summary>Writes an array for each axis, one within the other; a scalar as its element alone.</summary>
    public static void WriteNested(Utf8JsonWriter json, AiTensor tensor) => Write(json, tensor, isNested: true);

    private static void Write(Utf8JsonWriter json, AiTensor tensor, bool isNested)
    {
        ReadOnlySpan<long> shape = isNested ? tensor.Shape.Dimensions : [];
        switch (tensor.DataType)
        {
            case TensorDataType.Float32:
                Write(json, tensor.AsSpan<float>(), shape);
                break;
            case TensorDataType.Float64:
                Write(json, tensor.AsSpan<double>(), shape);
                break;
            case TensorDataType.Float16:
                Write(json, tensor.AsSpan<Half>(), shape);
                break;
            case TensorDataType.BFloat16:
                Write(json, tensor.AsSpan<BFloat16>(), shape);
                break;
            case TensorDataType.Int8:
                Write(json, tensor.AsSpan<sbyte>(), shape);
                break;
            case TensorDataType.Int16:
                Write(json, tensor.AsSpan<short>(), shape);
                break;
            case TensorDataType.Int32:
                Write(json, tensor.AsSpan<int>(), shape);
                break;
            case TensorDataType.Int64:
                Write(json, tensor.AsSpan<long>(), shape);
                break;
            case TensorDataType.UInt8:
                Write(json, tensor.AsSpan<byte>(), shape);
                break;
            case TensorDataType.UInt16:
                Write(json, tensor.AsSpan<ushort>(), shape);
                break;
            case TensorDataType.UInt32:
                Write(json, tensor.AsSpan<uint>(), shape);
                break;
            case TensorDataType.UInt64:
                Write(json, tensor.AsSpan<ulong>(), shape);
                break;
            case TensorDataType.Bool:
                Write(json, tensor.AsSpan<bool>(), shape);
                break;
            default:
                Write(json, tensor.AsStrings(), shape);
                break;
        }
    }

    /// <summary>Writes elements, within an array for each axis of a shape; without axes one after the other.</summary>
    private static void Write<T>(Utf8JsonWriter json, ReadOnlySpan<T> elements, ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
        {
            foreach (T element in elements)
            {
                ElementJson.Write(json, element);
            }

            return;
        }

        json.WriteStartArray();
        if (shape.Length == 1)
        {
            Write(json, elements, []);
        }
        else
        {
            int rows = checked((int)shape[0]);
            int stride = rows == 0 ? 0 : elements.Length / rows;
            for (int row = 0; row < rows; row++)
            {
                Write(json, elements.Slice(row * stride, stride), shape[1..]);
            }
        }

        json.WriteEndArray();
    }
}
