using System.Text.Json;

namespace RedisAi.Cli.Tensors;

/// <summary>Parts of tensors as JSON.</summary>
internal static class TensorJson
{
    /// <summary>Writes a property "shape"; null where it is not known.</summary>
    public static void WriteShape(Utf8JsonWriter json, TensorShape? shape)
    {
        if (shape is null)
        {
            json.WriteNull("shape");
            return;
        }

        json.WriteStartArray("shape");
        foreach (long length in shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a property "values": all elements in their order, in one array. What is no number is written as its name.</summary>
    public static void WriteValues(Utf8JsonWriter json, AiTensor tensor)
    {
        json.WriteStartArray("values");
        switch (tensor.DataType)
        {
            case TensorDataType.Float32 or TensorDataType.Float16 or TensorDataType.BFloat16:
                WriteFloats(json, tensor);
                break;
            case TensorDataType.Float64:
                Write(json, tensor.AsSpan<double>(), static (json, value) => WriteNumber(json, value, double.IsFinite(value)));
                break;
            case TensorDataType.String:
                Write(json, tensor.AsStrings(), static (json, value) => json.WriteStringValue(value));
                break;
            case TensorDataType.Bool:
                Write(json, tensor.AsSpan<bool>(), static (json, value) => json.WriteBooleanValue(value));
                break;
            case TensorDataType.UInt64:
                Write(json, tensor.AsSpan<ulong>(), static (json, value) => json.WriteNumberValue(value));
                break;
            default:
                WriteIntegers(json, tensor);
                break;
        }

        json.WriteEndArray();
    }

    private static void WriteFloats(Utf8JsonWriter json, AiTensor tensor)
    {
        using AiTensor floats = tensor.ConvertTo(TensorDataType.Float32);
        Write(json, floats.AsSpan<float>(), static (json, value) =>
        {
            if (float.IsFinite(value))
            {
                json.WriteNumberValue(value);
            }
            else
            {
                WriteNumber(json, value, isFinite: false);
            }
        });
    }

    private static void WriteIntegers(Utf8JsonWriter json, AiTensor tensor)
    {
        using AiTensor integers = tensor.ConvertTo(TensorDataType.Int64);
        Write(json, integers.AsSpan<long>(), static (json, value) => json.WriteNumberValue(value));
    }

    private static void WriteNumber(Utf8JsonWriter json, double value, bool isFinite)
    {
        if (isFinite)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static void Write<T>(Utf8JsonWriter json, ReadOnlySpan<T> values, Action<Utf8JsonWriter, T> write)
    {
        foreach (T value in values)
        {
            write(json, value);
        }
    }
}
